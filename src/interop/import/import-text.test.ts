/** Whole imports into a real store: what is reported, what goes in, and that running again adds exactly the rest. */

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { LociError } from '../../errors.ts'
import { readChunks } from '../../host/read-chunks.ts'
import type { Memory } from '../../memory/memory.ts'
import { openLoci } from '../../open-loci.ts'
import { importText } from './import-text.ts'
import { CHUNK_RECORDS_MAX } from './import-writer.ts'

const ada = { user: 'ada' }
const locomoFile = new URL('../../../../shared/data/locomo/conv-26.json.gz', import.meta.url)

function lines(count: number, from = 0): string {
  return Array.from({ length: count }, (_, index) => `{"text":"turn ${from + index}"}\n`).join('')
}

async function texts(memory: Memory, scope = ada): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await memory.list({ scope, limit: 1000, cursor, includeExpired: true })
    found.push(...page.cubes.map((cube) => cube.text))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return found
}

function counts(report: Awaited<ReturnType<typeof importText>>): number[] {
  return [report.recordCount, report.importedCount, report.skippedCount, report.refusedCount]
}

/** Bytes that stop coming after a while, as a killed import or a broken pipe sees them. */
async function* broken(text: string, byteCount: number): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text.slice(0, byteCount))
  throw new Error('killed')
}

test('bad lines are reported with their place and the others go in', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const source = Buffer.concat([
    Buffer.from('{"text":"one"}\n{"text":3}\nnot json\n'),
    Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d, 0x0a]),
    Buffer.from('{"text":"two","at":"soon"}\n{"text":"  "}\n{"text":"three"}\n{"text":"cut of'),
  ])
  const report = await importText({ memory, source, scope: ada })
  assert.deepEqual(counts(report), [8, 2, 0, 6])
  assert.deepEqual(await texts(memory), ['one', 'three'])
  assert.deepEqual(
    report.refused.map(({ line, code }) => [line, code]),
    [
      [2, 'INPUT_INVALID'],
      [3, 'INPUT_MALFORMED_JSON'],
      [4, 'INPUT_NOT_UTF8'],
      [5, 'TIME_INVALID'],
      [8, 'INPUT_MALFORMED_JSON'],
      [6, 'INPUT_INVALID'],
    ],
  )
  assert.ok(report.refused.every(({ message, hint }) => message !== '' && hint !== ''))
})

test('the same import again skips everything and changes nothing', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const source = lines(1203)
  assert.deepEqual(counts(await importText({ memory, source, scope: ada })), [1203, 1203, 0, 0])
  const before = await memory.stats()
  assert.deepEqual(counts(await importText({ memory, source, scope: ada })), [1203, 0, 1203, 0])
  assert.equal((await memory.stats()).position, before.position)
})

test('an import that stops anywhere is completed by running it again, without duplicates', async () => {
  const source = lines(1500)
  for (const share of [0, 0.1, 0.34, 0.5, 0.67, 0.99]) {
    await using memory = await openLoci({ path: ':memory:' })
    const cut = broken(source, Math.floor(source.length * share))
    await assert.rejects(importText({ memory, source: cut, scope: ada, format: 'jsonl' }))
    const heldCount = (await texts(memory)).length
    assert.ok(heldCount <= 1500 * share && heldCount % CHUNK_RECORDS_MAX === 0)
    const report = await importText({ memory, source, scope: ada })
    assert.deepEqual(counts(report), [1500, 1500 - heldCount, heldCount, 0])
    const expected = Array.from({ length: 1500 }, (_, index) => `turn ${index}`)
    assert.deepEqual(await texts(memory), expected)
  }
})

test('a packed file that is cut off goes in as far as it can be unpacked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-import-'))
  try {
    await using memory = await openLoci({ path: ':memory:' })
    const path = join(folder, 'turns.jsonl.gz')
    // Random words, so that the packed file is long enough to be cut in the middle.
    const source = Array.from({ length: 3000 }, (_, index) => {
      return `{"text":"turn ${index} ${Math.sin(index)}"}\n`
    }).join('')
    const packed = gzipSync(source)
    writeFileSync(path, packed.subarray(0, packed.length / 2))
    const cut = await importText({ memory, source: readChunks(path), scope: ada })
    assert.ok(cut.importedCount > 500 && cut.importedCount < 2500)
    assert.equal(cut.refused.at(-1)?.code, 'FILE_UNREADABLE')
    writeFileSync(path, packed)
    const whole = await importText({ memory, source: readChunks(path), scope: ada })
    assert.equal(whole.importedCount, 3000 - cut.importedCount)
    assert.equal(new Set(await texts(memory)).size, 3000)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a longer export of the same conversation adds only what is new, however often it grows', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  for (const [count, fresh] of [
    [10, 10],
    [25, 15],
    [26, 1],
    [700, 674],
    [1400, 700],
  ] as const) {
    const report = await importText({ memory, source: lines(count), scope: ada })
    assert.deepEqual(counts(report), [count, fresh, count - fresh, 0])
  }
  assert.deepEqual(
    counts(await importText({ memory, source: lines(1400), scope: ada })),
    [1400, 0, 1400, 0],
  )
  assert.equal(new Set(await texts(memory)).size, 1400)
})

test('turns that are alike are kept as often as they were said', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const ok = '{"text":"ok","session":"s"}\n'
  await importText({ memory, source: ok.repeat(3), scope: ada })
  const grown = await importText({ memory, source: ok.repeat(5), scope: ada })
  assert.deepEqual(counts(grown), [5, 2, 3, 0])
  assert.equal((await texts(memory)).length, 5)
})

test('what was purged does not come back with the next import', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const { batches } = await importText({ memory, source: lines(3), scope: ada })
  assert.equal(batches.length, 1)
  const { cubes } = await memory.list({ scope: ada })
  await memory.purge({ ids: [cubes[1]!.id] })
  assert.deepEqual(counts(await importText({ memory, source: lines(3), scope: ada })), [3, 0, 3, 0])
  assert.deepEqual(counts(await importText({ memory, source: lines(4), scope: ada })), [4, 1, 3, 0])
  assert.deepEqual(await texts(memory), ['turn 0', 'turn 2', 'turn 3'])
})

test('a scope that nobody names is an error before anything is written', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  await assert.rejects(importText({ memory, source: lines(2) }), (error) =>
    LociError.is(error, 'SCOPE_MISSING'),
  )
  assert.equal((await memory.stats()).position, 0)
})

test('names that the call gives win over the file, the file fills in the others', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const source = '{"text":"a","user":"bob","run":"7"}\n{"text":"b"}\n{"text":"c","user":"eve"}\n'
  const own = await importText({ memory, source })
  assert.deepEqual(counts(own), [3, 2, 0, 1])
  assert.deepEqual(
    own.refused.map(({ line, code }) => [line, code]),
    [[2, 'SCOPE_MISSING']],
  )
  await importText({ memory, source, scope: ada })
  assert.deepEqual(
    (await memory.list({ scope: ada })).cubes.map(({ scope, text }) => [text, scope.run]),
    [
      ['a', '7'],
      ['b', undefined],
      ['c', undefined],
    ],
  )
})

test('a record with a bad scope costs that record', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const source = '{"text":"a","user":"x"}\n{"text":"b","user":"y&z"}\n{"text":"c","user":"x"}\n'
  const report = await importText({ memory, source })
  assert.deepEqual(counts(report), [3, 2, 0, 1])
  assert.equal(report.refused[0]?.code, 'SCOPE_INVALID')
})

test('content of no known format is refused, with the formats there are', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  for (const source of [
    '',
    '\n\n',
    '{"a":1}',
    '[1,2,3]',
    'text,speaker\nhello,ada\n',
    '\u0000\u0001',
  ]) {
    await assert.rejects(
      importText({ memory, source, scope: ada, name: 'x.json' }),
      (error) => LociError.is(error, 'FORMAT_UNKNOWN') && error.message.startsWith('x.json '),
    )
  }
})

test('notes, entities and links go in once', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const source = [
    '{"type":"entity","name":"Ada","entityType":"person","observations":["likes tea",""]}',
    '{"type":"entity","name":"Bo","entityType":"person","observations":["likes jam"]}',
    '{"type":"relation","from":"Ada","to":"Bo","relationType":"knows"}',
  ].join('\n')
  const first = await importText({ memory, source, scope: ada })
  assert.deepEqual([first.format, ...counts(first)], ['mcp-memory', 6, 6, 0, 0])
  const { position } = await memory.stats()
  assert.deepEqual(counts(await importText({ memory, source, scope: ada })), [6, 0, 6, 0])
  assert.equal((await memory.stats()).position, position)
  const { entities, links } = await memory.graph(ada)
  assert.deepEqual([entities.length, links.length], [2, 1])
  assert.deepEqual(await texts(memory), ['Ada: likes tea', 'Ada: ', 'Bo: likes jam'])
})

test('a LoCoMo file goes in whole, cut anywhere it goes in as far as it is whole', {
  skip: existsSync(locomoFile) ? false : 'the LoCoMo conversations are not on this machine',
}, async () => {
  const text = gunzipSync(readFileSync(locomoFile)).toString()
  await using memory = await openLoci({ path: ':memory:' })
  const whole = await importText({ memory, source: text })
  assert.equal(whole.refusedCount, 0)
  const { scope } = (await memory.scopes())[0]!
  const all = await texts(memory, scope as typeof ada)
  assert.equal(all.length, whole.importedCount)
  const start = text.indexOf('"conversation"')
  for (const share of [0.02, 0.2, 0.5]) {
    const cut = text.slice(0, start + Math.floor((text.length - start) * share))
    await using other = await openLoci({ path: ':memory:' })
    const part = await importText({ memory: other, source: cut, scope: ada })
    assert.equal(part.refusedCount, 1)
    assert.equal(part.refused[0]?.code, 'INPUT_MALFORMED_JSON')
    const held = await texts(other)
    assert.deepEqual(held, all.slice(0, held.length))
    await importText({ memory: other, source: text, scope: ada })
    assert.deepEqual((await texts(other)).toSorted(), all.toSorted())
  }
})
