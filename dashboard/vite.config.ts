/**
 * How the dashboard is built: static files in `dist/dashboard`, served by the gateway at `/` and `/assets/`.
 *
 * Invariant: the result runs under `default-src 'self'`: no inline script or style, nothing fetched from another origin, and no
 * file that the page does not ask for by a relative address. JSX is compiled by vite itself; there is no plugin.
 */

import { defineConfig } from 'vite'

/** Where `npm run dev` finds a running gateway. */
const gatewayUrl = 'http://127.0.0.1:7077'

export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    // The polyfill would be an inline script in browsers that need it; all targets preload modules.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    cssCodeSplit: false,
  },
  server: {
    proxy: { '/api': gatewayUrl, '/events': gatewayUrl, '/healthz': gatewayUrl },
  },
})
