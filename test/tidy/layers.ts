/**
 * Who may import whom, once, as data (DESIGN: `a <- b, c` means that b and c may import a; what is not listed may not).
 *
 * Type imports count: a layer that names another's types knows it. `entry` is the two root files that compose the package.
 */

import { importsOf, resolveImport } from './imports.ts'
import type { Rule } from './rule.ts'
import { isShipped, type SourceFile, type Violation } from './source-file.ts'

const everything = '*'

/** Folder of src -> the folders that may import it. */
export const importedBy: Readonly<Record<string, readonly string[] | typeof everything>> = {
  stdx: everything,
  errors: everything,
  host: [
    'store',
    'model',
    'memory',
    'cache',
    'engine',
    'provider',
    'planner',
    'exec',
    'gateway',
    'mcp',
    'interop',
    'program',
  ],
  policy: ['kv', 'engine', 'memory', 'cache', 'gateway', 'sim', 'planner'],
  kernels: ['model', 'memory', 'cache', 'engine'],
  model: ['memory', 'cache', 'engine', 'provider', 'planner', 'gateway', 'program'],
  store: ['memory', 'cache', 'exec', 'gateway', 'planner'],
  memory: ['cache', 'gateway', 'mcp', 'interop', 'program'],
  cache: ['gateway', 'mcp', 'interop'],
  kv: ['engine'],
  engine: ['gateway', 'sim'],
  sim: ['planner'],
  planner: ['gateway'],
  provider: ['gateway'],
  program: ['gateway'],
  exec: ['gateway'],
  gateway: [],
  mcp: [],
  interop: [],
  cli: [],
  bench: [],
  testing: [],
  entry: [],
}

/** Folders that may import nearly everything, and what they may not. */
const composers: Readonly<Record<string, readonly string[]>> = {
  bench: ['cli'],
  cli: ['testing'],
  entry: ['testing', 'cli', 'bench'],
  testing: ['cli', 'bench', 'gateway', 'mcp', 'interop'],
}
/** Folders for which even `everything` is too much. */
const only: Readonly<Record<string, readonly string[]>> = {
  stdx: [],
  errors: ['stdx'],
  policy: ['stdx'],
}

/** npm package -> the folders that may know it. A package that is not here may not be imported at all. */
export const packagesBy: Readonly<Record<string, readonly string[]>> = {
  hono: ['gateway'],
  '@hono/node-server': ['gateway'],
  // What a model answers is input like any other: it is checked where it comes in.
  zod: ['gateway', 'mcp', 'interop', 'cli', 'model', 'memory', 'testing'],
  '@huggingface/jinja': ['model'],
  'prom-client': ['gateway'],
  '@modelcontextprotocol/sdk': ['mcp'],
  commander: ['cli'],
  'cli-progress': ['cli'],
  'chrono-node': ['memory'],
  '@orama/stemmers': ['memory'],
  'onnxruntime-node': ['provider'],
  usearch: ['provider'],
  // A rival, not a part: optional, and never installed with Loci.
  'node-llama-cpp': ['bench'],
}

export function folderOf(path: string): string {
  const [, folder, ...rest] = path.split('/')
  if (rest.length > 0) return folder!
  return folder === 'errors.ts' ? 'errors' : 'entry'
}

export function mayImport(importer: string, imported: string): boolean {
  if (importer === imported) return true
  const allowed = only[importer]
  if (allowed !== undefined) return allowed.includes(imported)
  const refused = composers[importer]
  if (refused !== undefined) return !refused.includes(imported)
  const importers = importedBy[imported]
  return importers === everything || importers?.includes(importer) === true
}

const assembly = 'src/kernels/assembly/'

function judge(path: string, specifier: string | null): string | null {
  const importer = folderOf(path)
  if (!(importer in importedBy))
    return `src/${importer}/ is not in the layer table (test/tidy/layers.ts)`
  if (specifier === null) return 'a dynamic import names its module with a literal'
  if (specifier.startsWith('node:')) {
    const isHost = importer === 'host' || path === 'src/cli/main.ts'
    return isHost ? null : `${specifier}: only src/host/ and src/cli/main.ts reach node:*`
  }
  if (!specifier.startsWith('.')) {
    const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
    const owners = packagesBy[name]
    if (owners === undefined)
      return `${name} is in no folder's list of packages (test/tidy/layers.ts)`
    return owners.includes(importer) ? null : `${name} is known to ${owners.join(', ')} only`
  }
  // AssemblyScript puts the ending there itself, and finds nothing when it is written.
  const ending = path.startsWith(assembly) ? '.ts' : ''
  const target = resolveImport(path, specifier) + ending
  if (!target.startsWith('src/')) return `${specifier} leaves src/`
  if (!/\.(?:ts|json)$/.test(target)) return `${specifier}: relative imports end in .ts`
  const imported = folderOf(target)
  return mayImport(importer, imported)
    ? null
    : `${importer} may not import ${imported} (${specifier})`
}

function check(file: SourceFile): Violation[] {
  const folder = folderOf(file.path)
  const unknown =
    folder in importedBy ? [] : [{ path: file.path, line: 1, says: judge(file.path, '')! }]
  return importsOf(file)
    .flatMap(({ specifier, line }) => {
      const says = judge(file.path, specifier)
      return says === null ? [] : [{ path: file.path, line, says }]
    })
    .concat(unknown)
}

export const layersRule: Rule = {
  name: 'layers',
  why: 'a folder graph stays acyclic only when a test says so',
  appliesTo: isShipped,
  check,
  bad: [
    { path: 'src/policy/recall/x.ts', source: "import { LociError } from '../../errors.ts'\n" },
    { path: 'src/store/x.ts', source: "import type { Memory } from '../memory/memory.ts'\n" },
    { path: 'src/store/x.ts', source: "export type X = import('../gateway/x.ts').X\n" },
    { path: 'src/memory/x.ts', source: "const x = await import('../gateway/x.ts')\n" },
    { path: 'src/memory/x.ts', source: "export { readFile } from 'node:fs'\n" },
    { path: 'src/memory/x.ts', source: "import { Hono } from 'hono'\n" },
    { path: 'src/memory/x.ts', source: "import leftPad from 'left-pad'\n" },
    { path: 'src/memory/x.ts', source: 'const x = await import(name)\n' },
    { path: 'src/gateway/x.ts', source: "import { faulty } from '../testing/faulty.ts'\n" },
    { path: `${assembly}x.ts`, source: "export { y } from '../../store/y'\n" },
    { path: 'src/newcomer/x.ts', source: 'export const x = 1\n' },
  ],
  good: [
    { path: `${assembly}x.ts`, source: "export { y } from './y'\n" },
    { path: 'src/host/x.ts', source: "import { readFile } from 'node:fs'\n" },
    {
      path: 'src/memory/x.ts',
      source: "// import { Hono } from 'hono'\nimport { x } from '../stdx/x.ts'\n",
    },
    { path: 'src/bench/x.ts', source: "import { faulty } from '../testing/faulty.ts'\n" },
    { path: 'src/memory/x.ts', source: "const words = `copied from 'node:fs'`\n" },
  ],
}
