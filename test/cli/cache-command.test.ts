/** `loci cache` against a gateway that runs, and on the store's file. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runCli } from '../../src/cli/run-cli.ts'
import { createApiKey } from '../../src/gateway/api-keys.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import { createCapturedTerminal } from '../../src/testing/captured-terminal.ts'
import { type CachedChats, counting, openCachedChats, question } from '../wire/cached-chats.ts'
import { openScriptedUpstream, type ScriptedUpstream } from '../wire/scripted-upstream.ts'

let folder: string
let upstream: ScriptedUpstream
let chats: CachedChats

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loci-cache-'))
  upstream = await openScriptedUpstream()
  chats = await openCachedChats(upstream)
})
after(async () => {
  await chats.gateway.close()
  await upstream.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Ran {
  readonly code: number
  readonly output: string
  readonly errors: string
}

async function run(words: readonly string[], settings: Record<string, string> = {}): Promise<Ran> {
  const terminal = createCapturedTerminal({})
  const code = await runCli(['cache', ...words], {
    terminal,
    host: createNodeHost(),
    settings: { LOCI_STORE: join(folder, 'loci.db'), ...settings },
    mayColour: true,
    version: '1.2.3',
    packageFolder: folder,
  })
  return { code, output: terminal.output(), errors: terminal.errors() }
}

const atGateway = (...words: string[]): Promise<Ran> =>
  run([...words, '--gateway', chats.gateway.url])

async function json<T>(ran: Promise<Ran>): Promise<T> {
  const { code, output, errors } = await ran
  assert.equal(code, 0, output + errors)
  return JSON.parse(output) as T
}

test('on a gateway: set, search, explain, stats, break-even, and invalidation that asks first', async () => {
  upstream.play(counting())
  await chats.ask()
  await chats.ask()
  const set = await atGateway('set', 'What is the tallest mountain?', 'Everest.', '--ttl', '60')
  assert.equal(set.code, 0, set.errors)
  assert.match(set.output, /^stored as [0-9a-f-]+\n$/)
  const found = await atGateway('search', 'please,', 'what is the tallest mountain')
  assert.match(found.output, /^Everest\.\n {2}\S+ {2}normalised 1\.000 /)
  const none = await atGateway('search', 'What is the tallest tree?')
  assert.match(none.output, /^(?:miss|refused): /)
  const told = await atGateway('explain', 'What is the tallest tree?')
  assert.match(told.output, /category +\S+ \(.*\)\nexact +no\nnormalised +no/)
  const stats = await atGateway('stats')
  assert.match(stats.output, /2 answers/)
  assert.match(stats.output, /facts +\d+ +\d+ +\d+/)
  const breakEven = await atGateway('breakeven')
  assert.match(breakEven.output, /category +search +searches that hit +pays above/)
  const dry = await atGateway('invalidate', '--text', 'mountain')
  assert.match(dry.output, /^would take out 1 answer; nothing was changed, --yes does it\n/)
  const done = await atGateway('invalidate', '--text', 'mountain', '--yes')
  assert.match(done.output, /^took out 1 answer\n/)
  assert.equal(
    (await atGateway('invalidate', '--text', 'mountain')).output,
    'would take out 0 answers\n',
  )
})

test('with --json each prints the one value that the gateway answers', async () => {
  type Data = { data: { response: string }[]; outcome: string }
  const { id } = await json<{ id: string }>(
    atGateway('set', question, 'Paris.', '--user', 'ada', '--attribute', 'lang=en', '--json'),
  )
  const asked = ['search', question, '--attribute', 'lang=en', '--json']
  const own = await json<Data>(atGateway(...asked, '--user', 'ada'))
  assert.equal(own.data[0]!.response, 'Paris.')
  assert.equal((await json<Data>(atGateway(...asked))).outcome, 'miss')
  const gone = await json<{ count: number; ids: string[] }>(atGateway('invalidate', id, '--json'))
  assert.deepEqual(gone, { count: 1, ids: [id], isDryRun: false })
  const report = await json<{ entryCount: number }>(atGateway('stats', '--json'))
  assert.equal(typeof report.entryCount, 'number')
})

test('ids that are not there are named after those that went, and ids bear no selector, on either side', async () => {
  for (const side of [run, (words: readonly string[]) => atGateway(...words)]) {
    const { id } = await json<{ id: string }>(side(['set', 'Who?', 'Nobody.', '--json']))
    const ran = await side(['invalidate', 'nope', id, 'neither', '--json'])
    assert.deepEqual(JSON.parse(ran.output), { count: 1, ids: [id], isDryRun: false })
    assert.match(ran.errors, /"NOT_FOUND".*no cached answer nope, neither/)
    assert.equal(ran.code, (await side(['invalidate', 'nope'])).code)
    const both = await side(['invalidate', id, '--category', 'code'])
    assert.match(both.errors, /INPUT_INVALID: ids and a selector/)
  }
})

test('what is wrong is said with its code, hint and exit code, on either side', async () => {
  const cases: [readonly string[], RegExp, number][] = [
    [
      ['search', 'x', '--threshold', '2'],
      /INPUT_INVALID: --threshold is 2; a threshold is a similarity/,
      64,
    ],
    [['search', 'x', '--threshold', 'near'], /INPUT_INVALID/, 64],
    [['search', 'x', '--category', 'fact'], /INPUT_INVALID: .*\n.*"facts"/, 64],
    [['set', 'x', 'y', '--attribute', 'lang'], /name=value/, 64],
    [['invalidate'], /INPUT_INVALID: the selector names nothing/, 64],
    [['invalidate', '--before', 'yesterday'], /TIME_INVALID/, 64],
  ]
  for (const [words, says, exitCode] of cases) {
    await json(run(['set', 'q', 'a', '--json']))
    for (const ran of [await run(words), await atGateway(...words)]) {
      assert.match(ran.errors, says, words.join(' '))
      assert.equal(ran.code, exitCode)
    }
  }
  const nowhere = await run(['stats', '--gateway', 'http://127.0.0.1:9'])
  assert.match(nowhere.errors, /UPSTREAM_UNREACHABLE: no gateway answers.*\n.*loci serve/)
  const noAddress = await run(['stats', '--gateway', 'localhost'])
  assert.match(noAddress.errors, /CONFIG_INVALID/)
  const notOurs = await run(['stats', '--gateway', upstream.url])
  assert.match(notOurs.errors, /UPSTREAM_INVALID|UPSTREAM_UNREACHABLE/)
})

test('a gateway with keys is asked with LOCI_GATEWAY_KEY', async () => {
  const keyed = await openCachedChats(upstream)
  try {
    const { host, store } = keyed.gateway
    const { secret } = await createApiKey({ host, store, name: 'cli', scopes: [] })
    const words = ['stats', '--gateway', keyed.gateway.url]
    assert.match((await run(words)).errors, /UNAUTHORIZED/)
    assert.equal((await run(words, { LOCI_GATEWAY_KEY: secret })).code, 0)
  } finally {
    await keyed.gateway.close()
  }
})

test('on the store’s file: categories of a file count, and unknown keys are refused', async () => {
  const config = join(folder, 'categories.json')
  writeFileSync(config, '{"recipes": {"threshold": 0.9}}')
  const set = ['set', 'How long do I boil an egg?', 'Ten minutes.', '--category', 'recipes']
  assert.equal((await run([...set, '--cache-config', config])).code, 0)
  assert.match((await run(set)).errors, /there is no category "recipes"/)
  for (const [text, says] of [
    ['{"recipes": {"treshold": 0.9}}', /CONFIG_UNKNOWN_KEY: .*\n.*threshold/],
    ['{"recipes": {"distance": 0.1}}', /CONFIG_INVALID: .*distance/],
    ['{"recipes": {"threshold": 90}}', /CONFIG_INVALID: .*\n.*90 per cent is 0\.9/],
    ['{"recipes"', /CONFIG_INVALID: .* is not JSON/],
  ] as const) {
    writeFileSync(config, text)
    assert.match((await run([...set, '--cache-config', config])).errors, says)
  }
  assert.match(
    (await run([...set, '--cache-config', join(folder, 'no.json')])).errors,
    /FILE_NOT_FOUND/,
  )
})
