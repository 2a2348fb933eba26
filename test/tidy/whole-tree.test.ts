/** Rules over the tree as a whole, each with the proof that it can fail. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorTable } from '../../src/errors.ts'
import { codeFiles, isShipped, listFiles, readFile, sourceFile } from './source-file.ts'
import {
  deadFiles,
  foreignPackages,
  privateText,
  type Registry,
  undecided,
  unknownCodes,
  unregistered,
  unusedCodes,
} from './whole-tree.ts'

const shipped = codeFiles.filter((file) => isShipped(file.path))
const codes = Object.keys(errorTable)
/** What is started, published or compiled on its own rather than imported. */
const entries = [
  'src/index.ts',
  'src/ai-sdk.ts',
  'src/client.ts',
  'src/langgraph.ts',
  'src/mem0.ts',
  'src/interop/anthropic-memory-tool.ts',
  'src/cli/main.ts',
  'src/testing/',
  'src/kernels/assembly/',
]
const registries: readonly Registry[] = [
  {
    path: 'src/policy/recall/registry.ts',
    folder: 'src/policy/recall/',
    entry: /export const \w+: Channel\b|satisfies Channel\b/,
  },
  ...(
    [
      ['eviction', 'EvictionPolicy'],
      ['admission', 'AdmissionPolicy'],
      ['ordering', 'OrderingPolicy'],
      ['retention', 'TurnPolicy'],
      ['routing', 'RoutingPolicy'],
    ] as const
  ).map(([folder, type]) => ({
    path: `src/policy/${folder}/registry.ts`,
    folder: `src/policy/${folder}/`,
    entry: new RegExp(
      `export const \\w+ = define${type}\\(|export const \\w+: ${type}\\b|satisfies ${type}\\b`,
    ),
  })),
  {
    path: 'src/bench/registry.ts',
    folder: 'src/bench/',
    entry: /export const \w+: Bench\b|satisfies Bench\b/,
  },
  {
    path: 'src/interop/import/format-registry.ts',
    folder: 'src/interop/import/',
    entry: /export const \w+: ImportFormat\b|satisfies ImportFormat\b/,
  },
  {
    path: 'src/interop/export/export-registry.ts',
    folder: 'src/interop/export/',
    entry: /export const \w+: ExportFormat\b|satisfies ExportFormat\b/,
  },
  {
    path: 'src/memory/form/pipeline-registry.ts',
    folder: 'src/memory/form/',
    entry: /export const \w+: FormationPipeline\b|satisfies FormationPipeline\b/,
  },
  {
    path: 'src/cli/command-registry.ts',
    folder: 'src/cli/commands/',
    entry: /export const \w+: CliCommand\b|satisfies CliCommand\b/,
  },
]

/** Seams whose first users follow; this list and the next only shrink. */
const ahead: readonly string[] = []
const codesAhead: readonly string[] = []

test('no shipped file is dead: each is imported by another or is an entry', () => {
  assert.deepEqual(deadFiles(shipped, entries), ahead)
  const alone = [sourceFile('src/memory/alone.ts', 'export const x = 1\n')]
  assert.deepEqual(deadFiles(alone, entries), ['src/memory/alone.ts'])
})

test('every code of the error table is thrown or mapped somewhere', () => {
  const throwing = codeFiles.filter(({ path }) => isShipped(path) || path.startsWith('bin/'))
  assert.deepEqual(unusedCodes(codes, throwing), codesAhead)
  assert.deepEqual(unusedCodes(['NEVER_THROWN'], shipped), ['NEVER_THROWN'])
})

test('every error hint is a sentence that says what to do', () => {
  for (const [code, { hint }] of Object.entries(errorTable)) {
    assert.match(hint, /^\S.{10,}\S$/, code)
  }
})

for (const registry of registries) {
  test(`${registry.path} names every entry of its folder`, () => {
    assert.deepEqual(unregistered(registry, codeFiles), [])
    const forgotten = `${registry.folder}forgotten.ts`
    const type = registry.entry.source.match(/satisfies (\w+)/)![1]
    const more = [...codeFiles, sourceFile(forgotten, `export const x: ${type} = {}\n`)]
    assert.deepEqual(unregistered(registry, more), [forgotten])
  })
}

test('every runtime dependency has its decision', () => {
  const { dependencies } = JSON.parse(readFile('package.json'))
  const decisions = listFiles('docs/decisions').map(readFile)
  assert.deepEqual(undecided(Object.keys(dependencies), decisions), [])
  assert.deepEqual(undecided(['left-pad'], decisions), ['left-pad'])
})

test('the lock file names no registry but the public one', () => {
  assert.deepEqual(foreignPackages(JSON.parse(readFile('package-lock.json'))), [])
  const proxied = { 'node_modules/x': { resolved: 'https://proxy.example/x.tgz' } }
  assert.deepEqual(foreignPackages({ packages: proxied }), ['node_modules/x'])
})

test('nothing names a place of one machine or a private registry', () => {
  const texts = listFiles('').filter((path) =>
    /\.(?:tsx?|m?js|json|md|css|html|ya?ml|toml|sh|run)$|(?:^|\/)(?:run|NOTICE|\.npmrc)$/.test(
      path,
    ),
  )
  const found = texts
    .filter((path) => path !== 'package-lock.json')
    .flatMap((path) => privateText(path, readFile(path)))
  assert.deepEqual(
    found.map(({ path, line, says }) => `${path}:${line} ${says}`),
    [],
  )
  const samples = [
    ['', 'home', 'ada', 'loci.db'].join('/'),
    ['https:', '', 'npm-proxy.corp.example', 'x'].join('/'),
  ]
  for (const sample of samples) assert.equal(privateText('x.md', `see ${sample}`).length, 1, sample)
  assert.deepEqual(privateText('x.md', 'GET /memories/7 and ./home/x and `.loci/loci.db`'), [])
})

test('codes that documents name exist', () => {
  const documents = listFiles('').filter((path) => path.endsWith('.md'))
  for (const path of documents) assert.deepEqual(unknownCodes(readFile(path), codes), [], path)
  assert.deepEqual(unknownCodes('`STORE_ON_FIRE`', codes), ['STORE_ON_FIRE'])
})
