/**
 * `npm run build`: what is published, from nothing, into dist/.
 *
 * `tsc` emits JavaScript and types without the tests, then `asc` compiles the kernels into dist/kernels (where a checkout that runs its
 * sources finds them too), then vite builds the dashboard's files into dist/dashboard. `tsc` turns `.ts` endings into `.js` in code but
 * not in declarations; there it is done here, so that nothing points at files not shipped.
 * With `--if-changed` nothing is done when dist/ was built from the same files: npx prepares a checkout once more at its first call.
 * Deterministic: dist/ is emptied first and nothing in the output depends on time or machine. Run by `prepare`, so it must
 * work inside `npm ci` of a fresh clone, where node_modules/.bin (Node 24 included) comes first on PATH.
 */

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { kernelParameters, kernelSources } from './kernel-build.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

function run(what: string, folder: string, script: string, parameters: readonly string[]): void {
  const startedMs = performance.now()
  const { status, error } = spawnSync(process.execPath, [script, ...parameters], {
    cwd: folder,
    stdio: 'inherit',
  })
  if (status !== 0) {
    console.error(`build: ${what} failed${error === undefined ? '' : `: ${error.message}`}`)
    process.exit(status ?? 1)
  }
  console.log(`build: ${what} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
}

const relativeTsEnding = /((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]+)\.ts(?=['"])/g

function pointDeclarationsAtDeclarations(): void {
  const folder = join(root, 'dist')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue
    const path = join(folder, name)
    const text = readFileSync(path, 'utf8')
    const pointed = text.replace(relativeTsEnding, '$1.js')
    if (pointed !== text) writeFileSync(path, pointed)
  }
}

function buildDashboard(): void {
  const folder = join(root, 'dashboard')
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const missing = [join(folder, 'index.html'), vite].find((path) => !existsSync(path))
  if (missing !== undefined) {
    console.log(`build: dashboard left out, because ${missing} is absent`)
    return
  }
  run('dashboard', folder, vite, ['build', '--logLevel', 'warn'])
}

function buildKernels(): void {
  const compiler = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js')
  for (const name of kernelSources) {
    const into = join('dist', 'kernels', `${name}.wasm`)
    run(`kernel ${name}`, root, compiler, kernelParameters(name, into))
  }
}

/** In a checkout npx finds the command here; without it, npx would first install a copy of the whole checkout. */
function linkCommand(): void {
  const folder = join(root, 'node_modules', '.bin')
  const link = join(folder, 'loci')
  if (process.platform === 'win32' || !existsSync(folder)) return
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) return
  symlinkSync(join('..', '..', 'bin', 'loci.js'), link)
}

/** The digest of everything that the output is made of. */
function inputsDigest(): string {
  const digest = createHash('sha256')
  const folders = ['src', 'scripts', 'dashboard']
  const single = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']
  const inFolders = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/node_modules|\bdist\b/.test(entry.parentPath))
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  for (const path of [...single.map((name) => join(root, name)), ...inFolders].sort()) {
    digest.update(`${path.slice(root.length)}\0`)
    digest.update(readFileSync(path))
  }
  return digest.digest('hex')
}

const stampPath = join(root, 'dist', '.built')
const digest = inputsDigest()

linkCommand()
if (process.argv.includes('--if-changed') && existsSync(stampPath)) {
  if (readFileSync(stampPath, 'utf8') === digest) process.exit(0)
}
rmSync(join(root, 'dist'), { recursive: true, force: true })
run('package', root, join(root, 'node_modules', 'typescript', 'bin', 'tsc'), [
  '-p',
  'tsconfig.build.json',
])
pointDeclarationsAtDeclarations()
buildKernels()
buildDashboard()
writeFileSync(stampPath, digest)
