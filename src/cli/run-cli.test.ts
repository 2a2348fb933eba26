/** The command line in this process: every memory command, both ways of printing, exit codes and hints. */

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createNodeHost } from '../host/node-host.ts'
import {
  type CapturedTerminalOptions,
  createCapturedTerminal,
} from '../testing/captured-terminal.ts'
import { commands } from './command-registry.ts'
import { runCli } from './run-cli.ts'
import type { Settings } from './settings.ts'

interface Ran {
  readonly code: number
  readonly output: string
  readonly errors: string
}

interface Runner extends Disposable {
  readonly folder: string
  /** Runs one command line over the folder's store. */
  run(
    words: readonly string[],
    options?: CapturedTerminalOptions & { settings?: Settings },
  ): Promise<Ran>
  /** Runs with `--json` and gives the one value that was printed. */
  json<T>(words: readonly string[], options?: CapturedTerminalOptions): Promise<T>
}

function runner(): Runner {
  const folder = mkdtempSync(join(tmpdir(), 'loci-cli-'))
  const run: Runner['run'] = async (words, { settings = {}, ...options } = {}) => {
    const terminal = createCapturedTerminal(options)
    const context = {
      terminal,
      host: createNodeHost(),
      settings: { LOCI_STORE: join(folder, 'loci.db'), ...settings },
      mayColour: true,
      version: '1.2.3',
      packageFolder: folder,
    }
    const code = await runCli(words, context)
    return { code, output: terminal.output(), errors: terminal.errors() }
  }
  return {
    folder,
    run,
    async json<T>(words: readonly string[], options?: CapturedTerminalOptions): Promise<T> {
      const { code, output, errors } = await run([...words, '--json'], options)
      assert.equal(code, 0, output + errors)
      assert.equal(errors, '')
      assert.equal(output.trimEnd().split('\n').length, 1)
      return JSON.parse(output) as T
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

interface Receipt {
  readonly ids: string[]
  readonly batch: string
}
interface Page {
  readonly cubes: { id: string; text: string; kind: string; speaker: string; metadata: object }[]
  readonly totalCount: number
  readonly nextCursor: string | null
}

const ada = ['--user', 'ada']

test('what is remembered is recalled, asked, listed and shown, in lines and in JSON', async () => {
  using loci = runner()
  const said = await loci.run([
    'remember',
    'I moved to Lisbon',
    '--speaker',
    'Ada',
    '--at',
    '2026-05-08',
    ...ada,
  ])
  assert.equal(said.code, 0)
  assert.match(
    said.output,
    /^remembered for user=ada: [0-9a-f]{8}\n {2}take it back: loci undo [0-9a-f]{8}\n$/,
  )
  const { ids } = await loci.json<Receipt>([
    'remember',
    'Ada likes tea',
    '--metadata',
    '{"topic":"food"}',
    ...ada,
  ])

  const recalled = await loci.run(['recall', 'who', 'likes', 'tea?', ...ada])
  assert.match(recalled.output, /^ 1 {2}0\.\d{3} {2}\S+ \S+ {2}Ada likes tea\n.*words \(.*tea.*\)/)
  const { hits } = await loci.json<{ hits: { cube: { id: string } }[] }>([
    'recall',
    'tea',
    '-k',
    '1',
    ...ada,
  ])
  assert.deepEqual(
    hits.map(({ cube }) => cube.id),
    ids,
  )
  const page = await loci.json<Page>(['list', ...ada])
  assert.deepEqual(
    page.cubes.map(({ text, kind, speaker }) => [text, kind, speaker]),
    [
      ['I moved to Lisbon', 'turn', 'Ada'],
      ['Ada likes tea', 'note', null],
    ],
  )
  const shown = await loci.run(['get', ids[0]!.slice(-8)])
  assert.match(shown.output, new RegExp(`^Ada likes tea\n\nid +${ids[0]}\nscope +user=ada\n`))
  assert.match(shown.output, /metadata {2,}\{"topic":"food"\}/)
  const answer = await loci.json<{ isKnown: boolean; citations: { id: string }[] }>([
    'ask',
    'who likes tea?',
    ...ada,
  ])
  assert.equal(answer.isKnown, true)
  assert.ok(answer.citations.some(({ id }) => id === ids[0]))
  const unknown = await loci.json<{ isKnown: boolean }>(['ask', 'zebras?', '--user', 'nobody'])
  assert.equal(unknown.isKnown, false)
  const prompt = await loci.run(['context', 'tea', '-b', '500', ...ada])
  assert.match(prompt.output, /Ada likes tea/)
  const scopes = await loci.json<{ scopes: { cubeCount: number }[] }>(['scopes'])
  assert.deepEqual(
    scopes.scopes.map(({ cubeCount }) => cubeCount),
    [2],
  )
})

test('a change is a new version, history shows both, undo takes it back by the end of its batch', async () => {
  using loci = runner()
  const { ids } = await loci.json<Receipt>(['remember', 'before', ...ada])
  const id = ids[0]!
  const updated = await loci.run(['update', id.slice(-8), 'after', 'that'])
  const batch = /undo ([0-9a-f]{8})/.exec(updated.output)?.[1] ?? ''
  const history = await loci.json<{ versions: { cube: { text: string } }[] }>(['history', id])
  assert.deepEqual(
    history.versions.map(({ cube }) => cube.text),
    ['before', 'after that'],
  )
  await loci.json(['undo', batch])
  const { cube } = await loci.json<{ cube: { text: string; version: number } }>(['get', id])
  assert.deepEqual([cube.text, cube.version], ['before', 3])
  const then = await loci.json<{ cube: { text: string } }>(['get', id, '--as-of', '#2'])
  assert.equal(then.cube.text, 'after that')
  const log = await loci.run(['history', '-n', '2', ...ada])
  assert.match(log.output, /^log .*\n#3 .*undo .*before\n#2 .*update .*after that\n2 changes\n$/)
})

test('forget by query shows first, goes with --yes, and undo brings it back; purge is final', async () => {
  using loci = runner()
  const { ids } = await loci.json<Receipt>(['remember', 'Ada likes tea', ...ada])
  const preview = await loci.run(['forget', '--query', 'tea', ...ada])
  assert.match(preview.output, /Ada likes tea\n1 memory would go; add --yes to forget\n$/)
  assert.equal((await loci.json<Page>(['list', ...ada])).totalCount, 1)
  const { batch } = await loci.json<Receipt>(['forget', '--query', 'tea', '--yes', ...ada])
  assert.equal((await loci.json<Page>(['list', ...ada])).totalCount, 0)
  assert.equal((await loci.json<Page>(['list', '--state', 'forgotten', ...ada])).totalCount, 1)
  await loci.json(['undo', batch])
  const refused = await loci.run(['purge', ids[0]!])
  assert.deepEqual([refused.code, refused.output], [64, ''])
  await loci.json(['purge', ids[0]!, '--yes', '--reason', 'asked'])
  const gone = await loci.run(['get', ids[0]!, '--json'])
  assert.equal(gone.code, 66)
  assert.equal((JSON.parse(gone.output) as { error: { code: string } }).error.code, 'MEMORY_PURGED')
  const unclear = await loci.run(['forget', ids[0]!, '--all', ...ada])
  assert.match(unclear.errors, /^INPUT_INVALID: say what to forget in exactly one way\n/)
})

test('text comes from standard input, must be UTF-8 and bounded', async () => {
  using loci = runner()
  await loci.json(['remember', '-', ...ada], { input: 'from a pipe\n' })
  assert.deepEqual((await loci.json<Page>(['list', ...ada])).cubes[0]?.text, 'from a pipe')
  const bytes = await loci.run(['remember', '-', ...ada], { input: new Uint8Array([0x61, 0xff]) })
  assert.match(bytes.errors, /^INPUT_NOT_UTF8: /)
  const large = await loci.run(['remember', '-', ...ada], { input: 'x'.repeat(1_048_577) })
  assert.match(large.errors, /^INPUT_TOO_LARGE: .*\n.*loci import/)
  const nothing = await loci.run(['remember', ...ada])
  assert.match(nothing.errors, /^INPUT_INVALID: there is no text to remember\n/)
})

test('an import reports what it refused with exit code 65 and goes on where it stopped', async () => {
  using loci = runner()
  const path = join(loci.folder, 'turns.jsonl')
  writeFileSync(path, '{"text":"one"}\nnot json\n{"text":"two"}\n')
  const first = await loci.run(['import', path, ...ada])
  assert.equal(first.code, 65)
  assert.match(
    first.output,
    /^jsonl: imported 2 records, 1 refused\n {2}INPUT_MALFORMED_JSON at line 2: /,
  )
  assert.match(first.errors, /^IMPORT_INCOMPLETE: 1 record of 3 refused\n/)
  const second = await loci.run(['import', path, '--json', ...ada])
  const report = JSON.parse(second.output) as { importedCount: number; skippedCount: number }
  assert.deepEqual([second.code, report.importedCount, report.skippedCount], [65, 0, 2])
  const piped = await loci.json<{ importedCount: number }>(['import', '-', ...ada], {
    input: '[{"text":"three"}]',
  })
  assert.equal(piped.importedCount, 1)
  const missing = await loci.run(['import', join(loci.folder, 'none.json'), ...ada])
  assert.deepEqual([missing.code, missing.errors.split(':')[0]], [66, 'FILE_NOT_FOUND'])
  const unknown = await loci.run(['import', path, '--format', 'jsonnl', ...ada])
  assert.match(unknown.errors, /Did you mean jsonl\?/)
})

test('an export goes to standard output or to a new file, and imports back', async () => {
  using loci = runner()
  await loci.run(['remember', 'Ada likes tea', ...ada])
  const { output } = await loci.run(['export', ...ada])
  const path = join(loci.folder, 'out.jsonl')
  await loci.run(['export', '-o', path, ...ada])
  assert.equal(readFileSync(path, 'utf8'), output)
  assert.equal((await loci.run(['export', '-o', path, ...ada])).code, 73)
  await loci.run(['import', path, '--user', 'bob'])
  assert.equal((await loci.json<Page>(['list', '--user', 'bob'])).cubes[0]?.text, 'Ada likes tea')
})

test('store commands verify, rebuild, back up and restore', async () => {
  using loci = runner()
  const copy = join(loci.folder, 'copy.db')
  await loci.run(['remember', 'kept', ...ada])
  assert.match((await loci.run(['store', 'verify'])).output, /^sound: 1 event, /)
  assert.deepEqual(await loci.json(['store', 'rebuild']), { eventCount: 1 })
  await loci.run(['store', 'backup', copy])
  await loci.run(['remember', 'lost', ...ada])
  assert.equal((await loci.run(['store', 'restore', copy])).code, 73)
  assert.equal((await loci.run(['store', 'restore', copy, '--force'])).code, 0)
  const stats = await loci.json<{ cubeCount: number; position: number }>(['store', 'stats'])
  assert.deepEqual([stats.cubeCount, stats.position], [1, 1])
})

test('a key is bound to what the command line says, its secret is shown once, and it can be revoked', async () => {
  using loci = runner()
  const made = await loci.json<{ id: string; secret: string }>([
    'keys',
    'create',
    'phone',
    ...ada,
    '--scope',
    'user=bob&run=7',
  ])
  assert.match(made.secret, /^loci_[0-9a-f]{64}$/)
  const listed = await loci.run(['keys', 'list', '--json'])
  assert.ok(!listed.output.includes('secret'))
  const { keys } = JSON.parse(listed.output) as { keys: { name: string; scopes: object[] }[] }
  assert.deepEqual(
    keys.map(({ name, scopes }) => [name, scopes]),
    [['phone', [{ user: 'ada' }, { user: 'bob', run: '7' }]]],
  )
  const settings = { LOCI_USER: 'ada' }
  assert.equal((await loci.run(['keys', 'create', 'all'], { settings })).code, 64)
  assert.equal((await loci.run(['keys', 'create', 'all', '--admin', ...ada])).code, 64)
  assert.equal((await loci.run(['keys', 'revoke', made.id.slice(-8)])).code, 0)
  assert.equal((await loci.run(['keys', 'revoke', made.id.slice(-8)])).code, 64)
})

test('the environment fills in the scope, an option replaces it whole', async () => {
  using loci = runner()
  const settings = { LOCI_USER: 'ada', LOCI_AGENT: 'planner' }
  await loci.run(['remember', 'one'], { settings })
  await loci.run(['remember', 'two', '--run', '7'], { settings })
  const { scopes } = await loci.json<{ scopes: { scope: object }[] }>(['scopes'])
  assert.deepEqual(
    new Set(scopes.map(({ scope }) => JSON.stringify(scope))),
    new Set(['{"user":"ada","agent":"planner"}', '{"run":"7"}']),
  )
})

test('unknown words are refused with the nearest spelling and exit code 64', async () => {
  using loci = runner()
  for (const [words, hint] of [
    [['lisst'], 'Did you mean list?'],
    [['list', '--usr', 'ada'], 'Did you mean --user?'],
    [['store', 'verfy'], 'Did you mean verify?'],
    [['bench', 'stor'], 'Did you mean store?'],
    [['bench', 'store', '--quik'], 'Did you mean --quick?'],
  ] as const) {
    const { code, output, errors } = await loci.run([...words])
    assert.deepEqual([code, output], [64, ''])
    assert.match(errors, new RegExp(`hint: ${hint.replace('?', '\\?')}`), words.join(' '))
    const json = await loci.run([...words, '--json'])
    const { error } = JSON.parse(json.output) as { error: { code: string; hint: string } }
    assert.equal(error.hint, hint)
    assert.equal(json.errors, '')
  }
})

test('bad values are refused before anything is written', async () => {
  using loci = runner()
  for (const words of [
    ['recall', 'x', '--top-k', '0', ...ada],
    ['recall', 'x', '--threshold', '2', ...ada],
    ['recall', 'x', '--filter', '{', ...ada],
    ['remember', 'x', '--at', 'soon', ...ada],
    ['remember', 'x', '--metadata', '[1]', ...ada],
    ['remember', 'x', '--role', 'robot', ...ada],
    ['remember', 'x', '--user', 'a&b'],
    ['remember', 'x'],
    ['get'],
    ['get', '--as-of', 'soon', 'abcd1234'],
    ['list', ...ada, 'surplus'],
  ]) {
    const { code, output, errors } = await loci.run(words)
    assert.deepEqual([code, output], [64, ''], words.join(' ') + errors)
    assert.match(errors, /^[A-Z_]+: .+\n {2}hint: .+\n$/)
  }
  const { position } = await loci.json<{ position: number }>(['store', 'stats'])
  assert.equal(position, 0)
})

test('a command that reads does not make a store', async () => {
  using loci = runner()
  for (const words of [
    ['list', ...ada],
    ['store', 'verify'],
    ['get', 'abcd1234'],
    ['keys', 'list'],
  ]) {
    const { code, errors } = await loci.run(words)
    assert.equal(code, 66)
    assert.match(errors, /^FILE_NOT_FOUND: there is no store at /)
  }
  assert.equal(existsSync(join(loci.folder, 'loci.db')), false)
})

test('colours are for terminals only, and text from memory cannot control one', async () => {
  using loci = runner()
  await loci.run(['remember', 'red\u001b[31m and\nnew line', ...ada])
  const plain = await loci.run(['list', ...ada])
  assert.ok(!plain.output.includes('\u001b'))
  const coloured = await loci.run(['recall', 'red', ...ada], { isTty: true, columns: 80 })
  assert.ok(coloured.output.includes('\u001b[1m') && !coloured.output.includes('\u001b[31m'))
  assert.ok(
    !(await loci.run(['recall', 'red', '--no-color', ...ada], { isTty: true })).output.includes(
      '\u001b',
    ),
  )
})

test('doctor prints a line a check and fails when the store is damaged', async () => {
  using loci = runner()
  const settings = { LOCI_PORT: '0' }
  await loci.run(['remember', 'x', ...ada])
  const well = await loci.run(['doctor'], { settings })
  assert.equal(well.code, 0, well.output)
  assert.match(well.output, /^ok +node +\d+\.\d+/)
  writeFileSync(
    join(loci.folder, 'loci.db'),
    'this is not a database, and long enough to be looked at',
  )
  rmSync(join(loci.folder, 'loci.db-wal'), { force: true })
  const ill = await loci.run(['doctor', '--json'], { settings })
  assert.equal(ill.code, 78)
  const { findings } = JSON.parse(ill.output) as { findings: { check: string; verdict: string }[] }
  assert.deepEqual(
    findings.filter(({ verdict }) => verdict === 'wrong').map(({ check }) => check),
    ['store'],
  )
})

test('help names every command, and every command has help', async () => {
  using loci = runner()
  const { output, code } = await loci.run(['--help'])
  assert.equal(code, 0)
  const names = [...output.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name!)
  assert.equal(names.filter((name) => name !== 'help').length, commands.length)
  for (const name of names) {
    const help = await loci.run([name, '--help'])
    assert.equal(help.code, 0, name)
    assert.match(help.output, /^Usage: loci/)
  }
  assert.equal((await loci.run([])).output, output)
  assert.equal((await loci.run(['--version'])).output, '1.2.3\n')
})

test('facts are put, read by both clocks, ended and walked around; merges and freezing are decided', async () => {
  using loci = runner()
  const put = (city: string, from: string) =>
    loci.json<Receipt & { facts: string[]; position: number }>([
      'facts',
      'put',
      'Ada',
      'lives in',
      city,
      '--from',
      from,
      ...ada,
    ])
  const paris = await put('Paris', '2018-01-01')
  const rome = await put('Rome', '2022-01-01')
  const list = async (...more: string[]): Promise<string[]> => {
    const { facts } = await loci.json<{ facts: { object: string }[] }>(['facts', ...ada, ...more])
    return facts.map(({ object }) => object)
  }
  assert.deepEqual(await list(), ['Rome'])
  assert.deepEqual(await list('--at', '2020-01-01'), ['Paris'])
  assert.deepEqual(await list('--known', `#${paris.position}`), ['Paris'])
  assert.deepEqual(await list('--all', '--about', 'ada'), ['Paris', 'Rome'])
  assert.match((await loci.run(['facts', ...ada])).output, /Ada \| lives in \| Rome/)
  assert.match((await loci.run(['facts', 'around', 'rome', ...ada])).output, /1 fact/)
  await loci.run(['facts', 'close', rome.facts[0]!.slice(-8), '2023-01-01'])
  assert.deepEqual(await list(), [])
  await loci.run(['facts', 'retract', rome.facts[0]!])
  assert.deepEqual(await list(), ['Paris'])

  const texts = ['The key is under the mat.', 'the key is under the mat']
  for (const text of texts) await loci.run(['remember', text, ...ada])
  const proposed = await loci.run(['evolve', 'propose', ...ada])
  assert.match(proposed.output, /merge +duplicate/)
  const applied = await loci.run(['evolve', 'apply', ...ada])
  assert.match(applied.output, /1 decision, \d left\n.*loci undo/s)
  const { applied: none } = await loci.json<{ applied: unknown[] }>(['evolve', 'apply', ...ada])
  assert.deepEqual(none, [])
  const id = paris.facts[0]!
  assert.match((await loci.run(['evolve', 'freeze', id])).output, /freeze: 1 memory/)
  const refused = await loci.run(['evolve', 'archive', id])
  assert.equal(refused.code, 77)
  assert.match(refused.errors, /Thaw it first/)
  assert.equal((await loci.run(['evolve', 'thaw', id])).code, 0)
  assert.match(
    (await loci.run(['evolve', 'life', id])).output,
    /formed from .*Paris.*thaw by user/s,
  )
  assert.match((await loci.run(['evolve', 'run', ...ada])).output, /0 merged, \d left to decide/)
})
