/**
 * The dashboard's files: `/` and `/assets/*` out of one folder, and nothing else of the disk.
 *
 * A name is served only when every part of it is plain (letters, digits, `.`, `_`, `-`, not starting with a dot), so no path leads out of
 * the folder. The policy lets the page load from this origin alone.
 */

import { LociError } from '../errors.ts'
import type { Disk } from '../host/disk.ts'
import { type Route, route } from './route.ts'

const typeByExtension: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json',
  map: 'application/json',
  png: 'image/png',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  txt: 'text/plain; charset=utf-8',
}
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
const plainName = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/

const notBuilt = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Loci</title></head>
<body><h1>Loci is running</h1>
<p>The dashboard is not built here. Build it with <code>npm run build</code> and start again.</p>
<p>The API is described at <a href="openapi.json">/openapi.json</a>.</p></body></html>
`

function headersFor(name: string): Record<string, string> {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  const isPage = extension === 'html'
  return {
    'content-type': typeByExtension[extension] ?? 'application/octet-stream',
    'content-security-policy': policy,
    // Names under assets/ change with their content.
    'cache-control': isPage ? 'no-cache' : 'public, max-age=31536000, immutable',
  }
}

export function dashboardRoutes(disk: Disk, folder: string | null): readonly Route[] {
  const serve = async (name: string): Promise<Response> => {
    const parts = name.split('/')
    const path = `${folder}/${name}`
    if (
      folder === null ||
      !parts.every((part) => plainName.test(part)) ||
      !(await disk.exists(path))
    ) {
      throw new LociError('NOT_FOUND', `there is no file ${name}`)
    }
    const bytes = await disk.readBytes(path)
    return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: headersFor(name) })
  }
  const index = async (): Promise<Response> => {
    const isBuilt = folder !== null && (await disk.exists(`${folder}/index.html`))
    return isBuilt ? serve('index.html') : new Response(notBuilt, { headers: headersFor('x.html') })
  }
  return [
    route({
      method: 'GET',
      path: '/',
      summary: 'The dashboard.',
      access: 'open',
      answerType: 'text/html',
      handle: index,
    }),
    route({
      method: 'GET',
      path: '/assets/:name{.+}',
      summary: 'The dashboard’s scripts, styles and pictures.',
      access: 'open',
      errors: ['NOT_FOUND'],
      answerType: 'application/octet-stream',
      handle: ({ params }) => serve(`assets/${params.name}`),
    }),
  ]
}
