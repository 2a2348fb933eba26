/**
 * Complaints about weight and dependence: native add-ons, telemetry, models that must be there, containers that must run.
 *
 * Each test is named after the thread in which a user of another memory reported it, and fails where the report would be true of Loci.
 */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { openLoci } from '../../src/open-loci.ts'
import { bareEnvironment } from '../cli/bare-environment.ts'
import { newFolder } from '../fault/fault-kit.ts'
import { resolveImport } from '../tidy/imports.ts'
import { listFiles, readFile } from '../tidy/source-file.ts'

const bin = fileURLToPath(new URL('../../bin/loci.js', import.meta.url))
const noNetwork = pathToFileURL(join(import.meta.dirname, 'no-network.ts')).href

interface LockedPackage {
  readonly dev?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
}

test('mem0 #4270, #3291: nothing that is installed is native, builds itself, or is bound to a platform', () => {
  const { packages } = JSON.parse(readFile('package-lock.json')) as {
    readonly packages: Readonly<Record<string, LockedPackage>>
  }
  const shipped = Object.entries(packages).filter(
    ([path, { dev }]) => path.startsWith('node_modules/') && dev !== true,
  )
  assert.ok(shipped.length > 5)
  const bound = shipped.filter(
    ([, one]) => one.hasInstallScript === true || one.os !== undefined || one.cpu !== undefined,
  )
  assert.deepEqual(
    bound.map(([path]) => path),
    [],
  )
  assert.deepEqual(
    shipped.map(([path]) => path).filter((path) => /sqlite|onnx|usearch|sharp|torch/.test(path)),
    [],
  )
})

/** What is loaded at once when a file is: relative files and the names of packages, type-only imports left out. */
function loadedBy(entry: string): { readonly files: Set<string>; readonly packages: Set<string> } {
  const files = new Set([entry])
  const packages = new Set<string>()
  const statement = /^(?:import|export)\s+(?!type\b)[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm
  for (const file of files) {
    for (const match of readFile(file).matchAll(statement)) {
      const typesOnly = /^(?:import|export)\s*\{(?:\s*type\s+[\w\s]+,?)+\s*\}/.test(match[0])
      const specifier = match[1] ?? match[2]!
      if (typesOnly) continue
      if (specifier.startsWith('.')) files.add(resolveImport(file, specifier))
      else packages.add(specifier)
    }
  }
  return { files, packages }
}

const entries = [
  'src/client.ts',
  'src/ai-sdk.ts',
  'src/langgraph.ts',
  'src/mem0.ts',
  'src/interop/anthropic-memory-tool.ts',
  'src/index.ts',
]

for (const entry of entries) {
  test(`mem0 #3515, #2488, #3882: ${entry} loads no part of Node and no package that may be absent`, () => {
    const { files, packages } = loadedBy(entry)
    const { dependencies } = JSON.parse(readFile('package.json'))
    const unknown = [...packages].filter((name) => !Object.hasOwn(dependencies, name))
    assert.deepEqual(unknown, [])
    assert.ok(![...files].some((file) => /sqlite|onnx|usearch/.test(file)), [...files].join(' '))
  })
}

function runBlocked(folder: string, words: readonly string[]) {
  const ran = spawnSync(process.execPath, ['--import', noNetwork, ...words], {
    cwd: folder,
    env: bareEnvironment(),
    encoding: 'utf8',
  })
  return { status: ran.status, output: ran.stdout, errors: ran.stderr }
}

const program = `
import { openLoci } from ${JSON.stringify(new URL('../../src/open-loci.ts', import.meta.url).href)}
const settings = { pipeline: 'extract', formation: 'inline', evolveEveryMinutes: 1 }
const memory = await openLoci({ path: 'quiet.db', settings })
const scope = { user: 'ada' }
const { ids } = await memory.remember({ scope, turns: [{ text: 'My name is Ada and I live in Lyon.' }] })
await memory.rebuildVectors()
await memory.recall({ scope, query: 'Where does Ada live?' })
await memory.context({ scope, query: 'Lyon' })
await memory.evolution.run({ scope })
await memory.governance.forgetPerson(scope, { reason: 'asked' })
await memory.close()
console.log(ids.length)
`

test('mem0 #2285, #3729, #4200: nothing is told to anybody: memory runs whole where the network throws', async (context) => {
  const folder = await newFolder(context)
  const ran = runBlocked(folder, ['--input-type=module', '--eval', program])
  assert.deepEqual([ran.status, ran.output.trim()], [0, '1'], ran.errors)
  assert.doesNotMatch(ran.errors, /NETWORK/)
  const store = ['--store', join(folder, 'command.db'), '--user', 'ada']
  const said = runBlocked(folder, [bin, 'remember', ...store, 'I moved to Lisbon in March.'])
  assert.equal(said.status, 0, said.errors)
  const found = runBlocked(folder, [bin, 'recall', ...store, 'Lisbon', '--json'])
  assert.match(found.output, /I moved to Lisbon in March/)
  assert.doesNotMatch(said.errors + found.errors, /NETWORK/)
  const caught = runBlocked(folder, ['--eval', "require('node:http').get('http://127.0.0.1:9')"])
  assert.match(caught.errors, /NETWORK/, 'whoever tries is seen')
})

test('mem0 #3274, #2432, MemOS #1390, letta #217: without any model, key or server facts are formed, found and changed', async (context) => {
  const path = join(await newFolder(context), 'offline.db')
  const settings = { pipeline: 'extract', formation: 'inline' } as const
  await using memory = await openLoci({ path, settings })
  const scope = { user: 'ada' }
  const said = async (text: string, at: string): Promise<void> => {
    await memory.remember({ scope, turns: [{ text, speaker: 'Ada', at }] })
  }
  await said('I live in Lyon.', '2024-05-01T09:00:00Z')
  await said('My sister Grace is allergic to peanuts.', '2024-05-02T09:00:00Z')
  const { hits } = await memory.recall({ scope, query: 'Where does Ada live?', derived: 'only' })
  assert.match(hits[0]?.cube.text ?? '', /Lyon/)
  const facts = await memory.facts.at({ scope })
  assert.ok(facts.some(({ object }) => object === 'Lyon'))
  const { usage, model } = await memory.formation.status()
  assert.deepEqual([usage.callCount, model], [0, null])
})

test('memobase, MemOS, Zep: no container, no server beside it: one file, and two commands', async (context) => {
  const folder = await newFolder(context)
  const memory = await openLoci({ path: join(folder, 'one.db') })
  await memory.remember({ scope: { user: 'ada' }, turns: 'I moved to Lyon.' })
  await memory.rebuildVectors()
  await memory.close()
  assert.deepEqual(readdirSync(folder), ['one.db'])
  assert.match(readFile('README.md'), /```\nnpm ci && npm start\n```/)
  const composed = ['.', 'scripts', 'docs', 'examples']
    .flatMap((place) => listFiles(place))
    .filter((path) => /dockerfile|compose\.ya?ml/i.test(path))
  assert.deepEqual(composed, [])
})
