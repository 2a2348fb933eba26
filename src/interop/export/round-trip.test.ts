/** What is exported imports back: every field that a memory was given survives, whatever it holds. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../../errors.ts'
import type { Memory } from '../../memory/memory.ts'
import { openLoci } from '../../open-loci.ts'
import { importText } from '../import/import-text.ts'
import { type ExportFormat, exportedCubes } from './export-format.ts'
import { exportFormatNamed, exportFormats } from './export-registry.ts'

const ada = { user: 'ada' }

async function exported(format: ExportFormat, memory: Memory): Promise<string> {
  const parts: string[] = []
  for await (const part of format.write(memory, ada)) parts.push(part)
  return parts.join('')
}

/** What must be the same on both sides: all but ids, log facts and usage. */
async function given(memory: Memory): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const cube of exportedCubes(memory, ada)) {
    const { kind, text, caption, role, speaker, session, scope, metadata, saidAtMs, expiresAtMs } =
      cube
    const [episodeId] = cube.provenance.episodes
    const extra = episodeId === undefined ? {} : (await memory.episode(episodeId))?.extra
    all.push({
      kind,
      text,
      caption,
      role,
      speaker,
      session,
      scope,
      metadata,
      saidAtMs,
      expiresAtMs,
      extra,
    })
  }
  return all
}

const label = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }).filter((text) => {
  return text.trim() !== ''
})
const metadata = fc.dictionary(label, fc.oneof(label, fc.integer(), fc.boolean()), { maxKeys: 3 })
const turn = fc.record(
  {
    text: fc
      .string({ minLength: 1, maxLength: 60, unit: 'grapheme' })
      .filter((text) => text.trim() !== ''),
    role: fc.constantFrom('user', 'assistant', 'system', 'tool'),
    speaker: label,
    caption: label,
    session: label,
    at: fc.integer({ min: 1e11, max: 4e12 }),
    metadata,
    extra: metadata,
  },
  { requiredKeys: ['text'] },
)

test('a jsonl export imports back with every field that was given', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(turn, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (turns, expires) => {
        await using memory = await openLoci({ path: ':memory:' })
        await using other = await openLoci({ path: ':memory:' })
        const scope = { ...ada, run: 'r1' }
        await memory.remember({
          scope,
          turns: turns as never,
          expiresAt: expires ? 5e12 : undefined,
        })
        await memory.remember({ scope: ada, turns: 'a note', at: 1e12, metadata: { topic: 'x' } })
        const text = await exported(exportFormatNamed('jsonl'), memory)
        const report = await importText({ memory: other, source: text })
        assert.deepEqual(report.refused, [])
        assert.deepEqual(await given(other), await given(memory))
        const again = await importText({ memory: other, source: text })
        assert.deepEqual([again.importedCount, again.skippedCount], [0, turns.length + 1])
      },
    ),
    { numRuns: 25 },
  )
})

/** As MCP's reference memory server writes its file: keys in this order, lines joined, no break at the end. */
function referenceFile(
  entities: readonly { name: string; entityType: string; observations: string[] }[],
  relations: readonly { from: string; to: string; relationType: string }[],
): string {
  return [
    ...entities.map((one) => JSON.stringify({ type: 'entity', ...one })),
    ...relations.map((one) => JSON.stringify({ type: 'relation', ...one })),
  ].join('\n')
}

const odd = fc.oneof(
  fc.string({ minLength: 1, maxLength: 24, unit: 'grapheme' }),
  fc.constantFrom(
    ' ',
    'İi',
    '👩‍👩‍👧‍👦',
    'שלום',
    'a"b\\c',
    '\u2028',
    '\u0000',
    'e\u0301',
    '{"type":"entity"}',
    '\ufeff',
  ),
)

test("what MCP's reference memory server wrote comes back byte for byte, also after a second import", async () => {
  const observation = fc.oneof(odd, fc.constantFrom('', ' ', '\n', 'memories: x'))
  const entity = fc.record({
    name: odd,
    entityType: fc.oneof(odd, fc.constant('')),
    observations: fc.array(observation, { maxLength: 4 }),
  })
  const entities = fc.uniqueArray(entity, { selector: ({ name }) => name, maxLength: 5 })
  const relation = fc.record({ from: odd, to: odd, relationType: odd })
  const relations = fc.uniqueArray(relation, {
    selector: (one) => JSON.stringify(one),
    maxLength: 5,
  })
  await fc.assert(
    fc.asyncProperty(entities, relations, async (someEntities, someRelations) => {
      const file = referenceFile(someEntities, someRelations)
      if (file === '') return
      await using memory = await openLoci({ path: ':memory:' })
      const source = { memory, source: file, scope: ada, format: 'mcp-memory' } as const
      const report = await importText(source)
      assert.deepEqual(report.refused, [])
      assert.equal(await exported(exportFormatNamed('mcp-memory'), memory), file)
      assert.equal((await importText(source)).importedCount, 0)
      assert.equal(await exported(exportFormatNamed('mcp-memory'), memory), file)
      const read = await memory.knowledge.read(ada)
      assert.equal(referenceFile(read.entities as never, read.relations as never), file)
    }),
    { numRuns: 40 },
  )
})

test('a file that the reference server would not write is imported for what is right in it', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const lines = [
    { observations: ['b', 'b'], name: 'Ada', type: 'entity', entityType: 'person' },
    { type: 'relation', from: 'Ada', to: 'Bo', relationType: 'knows' },
    { type: 'relation', from: 'Ada', to: 'Bo', relationType: 'knows' },
    { type: 'entity', name: 'Ada', entityType: 'person', observations: ['c'] },
    { type: 'entity', name: '', entityType: 'x', observations: [] },
    { type: 'entity', name: 'n'.repeat(257), entityType: 'x', observations: [] },
  ]
  const text = `${lines.map((line) => JSON.stringify(line)).join('\r\n')}\n`
  const report = await importText({ memory, source: text, scope: ada })
  assert.equal(report.refusedCount, 2)
  const wanted = referenceFile(
    [{ name: 'Ada', entityType: 'person', observations: ['b', 'b', 'c'] }],
    [{ from: 'Ada', to: 'Bo', relationType: 'knows' }],
  )
  assert.equal(await exported(exportFormatNamed('mcp-memory'), memory), wanted)
})

test('the graph is part of a jsonl export', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  await using other = await openLoci({ path: ':memory:' })
  await memory.relate({
    scope: ada,
    entities: [{ name: 'Ada', type: 'person' }],
    links: [{ source: 'Ada', relation: 'lives_in', target: 'Paris' }],
  })
  await importText({ memory: other, source: await exported(exportFormatNamed('jsonl'), memory) })
  assert.deepEqual(await other.graph(ada), await memory.graph(ada))
})

test('a changed turn is exported as it is now, with the words first said beside it', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const { ids } = await memory.remember({ scope: ada, turns: [{ text: 'before' }] })
  await memory.update({ id: ids[0]!, text: 'after' })
  const line = JSON.parse(await exported(exportFormatNamed('jsonl'), memory)) as Record<
    string,
    unknown
  >
  assert.equal(line.text, 'after')
  assert.deepEqual(line.extra, { firstSaid: 'before' })
})

test('forgotten memories are not exported, and an empty scope gives an empty file of its format', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const { ids } = await memory.remember({ scope: ada, turns: 'gone' })
  await memory.forget({ ids })
  assert.equal(await exported(exportFormatNamed('jsonl'), memory), '')
  assert.deepEqual(JSON.parse(await exported(exportFormatNamed('mem0'), memory)), { results: [] })
})

test('every export is recognised by the import format of the same name and keeps the texts', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  await memory.remember({
    scope: ada,
    turns: 'Ada likes tea',
    metadata: { entity: 'Ada' },
    at: 1e12,
  })
  for (const format of exportFormats) {
    await using other = await openLoci({ path: ':memory:' })
    const report = await importText({
      memory: other,
      source: await exported(format, memory),
      scope: ada,
    })
    assert.equal(report.format, format.name)
    const { cubes } = await other.list({ scope: ada })
    assert.deepEqual(
      cubes.map((cube) => cube.text),
      ['Ada likes tea'],
    )
  }
})

test('an unknown export format is refused with the nearest spelling', () => {
  assert.throws(
    () => exportFormatNamed('json'),
    (error) =>
      LociError.is(error, 'FORMAT_UNKNOWN') && error.hint.startsWith('Did you mean jsonl?'),
  )
})
