/**
 * The packed package, installed into an empty folder: it is complete, its types resolve, its command and the README's snippets work.
 *
 * Built and packed in a copy of the checkout. Installing needs the dependencies from npm's cache or its registry; without both
 * the tests skip and say so.
 */

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { snippetsOf } from '../docs/snippets.ts'
import { readFile, root } from '../tidy/source-file.ts'
import {
  type Finished,
  makeBuiltCopy,
  mustRun,
  removeFolder,
  runIn,
  runSnippet,
  startServer,
  temporaryFolder,
} from './built-copy.ts'

/** Snippets that need a package which an empty folder has not. */
const needsMore = new Set(['openai-client'])

const clone = makeBuiltCopy()
const folder = temporaryFolder('installed')
after(() => {
  removeFolder(dirname(clone))
  removeFolder(folder)
})

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

function pack(): Packed {
  const printed = mustRun(clone, 'npm', [
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    folder,
  ])
  return JSON.parse(printed.slice(printed.indexOf('[')))[0]
}

function install({ filename }: Packed): Finished {
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}\n')
  return runIn(folder, 'npm', [
    'install',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    `./${filename}`,
  ])
}

const packed = pack()
const installed = install(packed)
const isOffline =
  installed.status !== 0 &&
  /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENOTCACHED|network/.test(installed.errors)
const skip = isOffline
  ? 'npm reaches neither its registry nor a cache that has the dependencies'
  : false

test('the package holds what is run and read, and no source, test or dashboard workspace', () => {
  const paths = packed.files.map((file) => file.path)
  for (const path of [
    'assets/NOTICE.minilm',
    'assets/static-table-minilm-256.bin',
    'bin/loci.js',
    'dist/index.js',
    'dist/index.d.ts',
    'dist/cli/main.js',
    'dist/dashboard/index.html',
    'assets/static-table-minilm-256.bin',
    'dist/kernels/int8-products.wasm',
    'README.md',
    'LICENSE',
    'NOTICE',
  ]) {
    assert.ok(paths.includes(path), `${path} is missing`)
  }
  assert.deepEqual(
    paths.filter((path) => /\.test\.|^src\/|^test\/|^dashboard\/|(?<!\.d)\.ts$/.test(path)),
    [],
  )
})

test('it installs without running scripts', { skip }, () => {
  assert.equal(installed.status, 0, installed.errors)
})

test('npx loci --help names the commands', { skip }, () => {
  const help = mustRun(folder, 'npx', ['--no-install', 'loci', '--help'])
  for (const command of ['serve', 'remember', 'recall', 'mcp'])
    assert.ok(help.includes(command), command)
})

test('the installed package finds its compiled kernels', { skip }, () => {
  const { findings } = JSON.parse(
    mustRun(folder, 'npx', ['--no-install', 'loci', 'doctor', '--json']),
  ) as { findings: { check: string; message: string }[] }
  assert.equal(findings.find(({ check }) => check === 'kernels')?.message, 'simd')
})

test('the installed package finds its table and understands by it', { skip }, () => {
  const loci = (...words: string[]): string =>
    mustRun(folder, 'npx', ['--no-install', 'loci', '--store', 'meaning.db', ...words])
  loci('remember', '--user', 'ada', 'Ada adopted a puppy')
  const { mode, notes } = JSON.parse(loci('embed', 'status', '--json'))
  assert.deepEqual([mode, notes], ['table', []])
})

test('its types resolve in a strict project without skipLibCheck', { skip }, () => {
  writeFileSync(
    join(folder, 'check.ts'),
    `import { errorTable, LociError, openLoci, type Hit, type Memory } from 'loci'
import { createLociMiddleware, createLociTools, withLoci } from 'loci/ai-sdk'
import { createAnthropicMemoryTool } from 'loci/anthropic'
import { LociClient } from 'loci/client'
import { LociStore } from 'loci/langgraph'
import { Memory as Mem0, type Mem0Item } from 'loci/mem0'
export async function first(memory: Memory): Promise<Hit | undefined> {
  const { hits } = await memory.recall({ scope: { user: 'ada' }, query: 'x', topK: 1 })
  return hits[0]
}
export const opened: Promise<Memory> = openLoci({ path: ':memory:' })
export const status: number = errorTable.STORE_BUSY.status
export const isBusy = (error: unknown): boolean => LociError.is(error, 'STORE_BUSY')
const client = new LociClient({ url: 'http://127.0.0.1:7077' })
export const around = createLociMiddleware({ memory: client, scope: { user: 'ada' } })
export async function entries(memory: Memory): Promise<Mem0Item[]> {
  createLociTools({ memory, scope: { user: 'ada' } })
  createAnthropicMemoryTool({ memory, scope: { user: 'ada' } })
  await new LociStore({ memory }).put(['a'], 'b', { c: 1 })
  const { results } = await new Mem0({ memory }).add('x', { userId: 'ada', metadata: { a: 1 } })
  return results
}
export const wrap = withLoci
// @ts-expect-error a scope is an object
openLoci({ path: ':memory:' }).then((memory) => memory.recall({ scope: 'ada', query: 'x' }))
`,
  )
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { status, output } = runIn(folder, process.execPath, [
    tsc,
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--types',
    '',
    'check.ts',
  ])
  assert.equal(status, 0, output)
})

for (const snippet of snippetsOf(readFile('README.md')).filter(
  ({ name }) => !needsMore.has(name),
)) {
  test(`the README's snippet ${snippet.name} works there as printed`, { skip }, async () => {
    removeFolder(join(folder, '.loci'))
    await using server = await startServer(folder, 'node_modules/loci/bin/loci.js')
    const { status, output, errors } = runSnippet(folder, snippet, server)
    assert.equal(status, 0, `${output}\n${errors}`)
    for (const text of snippet.prints)
      assert.ok(output.includes(text), `no ${JSON.stringify(text)} in:\n${output}`)
  })
}

test('peers that are optional are not declared: npm would take an absent one for satisfied and not install it', () => {
  const manifest = JSON.parse(readFile('package.json'))
  assert.equal(manifest.peerDependencies, undefined)
  assert.equal(manifest.peerDependenciesMeta, undefined)
})
