/**
 * The scope index against a scorer that is obviously right, under random puts, changes and deletes; and its contract for readers.
 *
 * The naive scorer keeps analysed rows in a list, sorts and counts from scratch at every question, and knows no postings, slots,
 * links or tables.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  inverseDocumentFrequency,
  saturated,
  sessionShape,
  turnShape,
} from '../policy/recall/bm25.ts'
import type { CubeId } from '../store/cube.ts'
import { SESSION_GAP_MS } from './columns/session-chains.ts'
import { createOpenScopeIndex, openScopeIndex } from './open-scope-index.ts'
import type { IndexRow } from './scope-index.ts'

const HOUR_MS = 3_600_000
const START_MS = Date.UTC(2023, 4, 8)
const nowMs = Date.UTC(2023, 8, 1)
const vocabulary = 'kayak loom beehive canoe easel drone harbour violin'.split(' ')
const speakers = ['Ines', 'Tomas', null] as const

const weights = { words: 0.9, previous: 0.4, next: 0.3, session: 0.7, speaker: 1.3, coverage: 0.2 }
const openWeighed = createOpenScopeIndex({ weights })

interface RowParts extends Partial<Omit<IndexRow, 'id'>> {
  readonly id: string
  readonly text: string
}

function rowOf(parts: RowParts): IndexRow {
  const defaults = { caption: null, role: 'user', speaker: null, session: 's', kind: 'turn' }
  return { ...defaults, saidAtMs: START_MS, createdSeq: 1, ...parts, id: parts.id as CubeId }
}

/** Groups of rows that lie in one conversation, each in order. */
function conversationsOf(rows: readonly IndexRow[]): IndexRow[][] {
  const sorted = [...rows].sort((a, b) => a.createdSeq - b.createdSeq)
  const groups: IndexRow[][] = []
  for (const [session, members] of Map.groupBy(sorted, (row) => row.session)) {
    if (session !== null) {
      groups.push(members)
      continue
    }
    let last: IndexRow | undefined
    for (const row of members) {
      const isJoined =
        last !== undefined && Math.abs(row.saidAtMs - last.saidAtMs) <= SESSION_GAP_MS
      if (isJoined) groups.at(-1)!.push(row)
      else groups.push([row])
      last = row
    }
  }
  return groups
}

const wordsOf = (row: IndexRow): string[] => row.text.split(' ')
const countOf = (words: readonly string[], word: string): number =>
  words.filter((one) => one === word).length

/** Fused score of every row that shares a word or a speaker with the question. */
function naiveScores(
  rows: readonly IndexRow[],
  asked: readonly string[],
  named: string | null,
): Map<string, number> {
  const groups = conversationsOf(rows)
  const total = rows.reduce((sum, row) => sum + wordsOf(row).length, 0)
  const bm25 = (row: IndexRow | undefined): number => {
    if (row === undefined) return 0
    return asked.reduce((sum, word) => {
      const holders = rows.filter((one) => wordsOf(one).includes(word)).length
      const count = countOf(wordsOf(row), word)
      const length = wordsOf(row).length / (total / rows.length)
      return (
        sum + inverseDocumentFrequency(holders, rows.length) * saturated(count, length, turnShape)
      )
    }, 0)
  }
  const coverage = (row: IndexRow): number =>
    asked
      .filter((word) => wordsOf(row).includes(word))
      .reduce((sum, word) => {
        const holders = rows.filter((one) => wordsOf(one).includes(word)).length
        return sum + inverseDocumentFrequency(holders, rows.length)
      }, 0)
  const sessionBm25 = (group: readonly IndexRow[]): number => {
    const words = group.flatMap(wordsOf)
    return asked.reduce((sum, word) => {
      const holders = groups.filter((one) => one.flatMap(wordsOf).includes(word)).length
      const length = words.length / (total / groups.length)
      const saturation = saturated(countOf(words, word), length, sessionShape)
      return sum + inverseDocumentFrequency(holders, groups.length) * saturation
    }, 0)
  }
  const scores = new Map<string, number>()
  for (const group of groups) {
    const session = sessionBm25(group)
    group.forEach((row, index) => {
      const spoken = named !== null && row.speaker === named ? 1 : 0
      const parts = {
        words: bm25(row),
        coverage: coverage(row),
        previous: bm25(group[index - 1]),
        next: bm25(group[index + 1]),
        session,
        speaker: spoken,
      }
      const evidence = Object.values(parts).reduce((sum, value) => sum + value, 0)
      if (evidence === 0) return
      const fused = Object.entries(parts).reduce(
        (sum, [name, value]) => sum + weights[name as keyof typeof weights] * value,
        0,
      )
      scores.set(row.id, fused)
    })
  }
  return scores
}

const step = fc.record({
  action: fc.constantFrom('put', 'put', 'put', 'change', 'delete'),
  pick: fc.nat(1_000),
  words: fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 6 }),
  speaker: fc.constantFrom(...speakers),
  session: fc.constantFrom('one', null, null),
  // Around the pause that cuts sessions, so that rows bridge, split and join groups.
  hours: fc.nat(8),
  createdSeq: fc.nat(500),
})

const question = fc.record({
  asked: fc.uniqueArray(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 3 }),
  named: fc.constantFrom('Ines', 'Tomas', null),
})

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** Applies random steps to an index and to a plain map. */
function played(steps: readonly Step[]) {
  const index = openWeighed([])
  const rows = new Map<string, IndexRow>()
  const takenSeqs = new Set<number>()
  steps.forEach((one, number) => {
    const known = [...rows.values()]
    const target = known[one.pick % Math.max(1, known.length)]
    if (one.action === 'delete') {
      if (target === undefined) return
      rows.delete(target.id)
      index.delete(target.id)
      return
    }
    if (one.action === 'change' && target !== undefined) {
      const changed = { ...target, text: one.words.join(' ') }
      rows.set(target.id, changed)
      index.put(changed)
      return
    }
    let { createdSeq } = one
    while (takenSeqs.has(createdSeq)) createdSeq += 1
    takenSeqs.add(createdSeq)
    const { speaker, session } = one
    const saidAtMs = START_MS + one.hours * HOUR_MS
    const text = one.words.join(' ')
    const row = rowOf({ id: `r${number}`, text, speaker, session, saidAtMs, createdSeq })
    rows.set(row.id, row)
    index.put(row)
  })
  return { index, rows: [...rows.values()] }
}

function assertAgrees(
  { index, rows }: ReturnType<typeof played>,
  asked: readonly string[],
  named: string | null,
): void {
  // Names of speakers count only once somebody with that name has spoken.
  const isKnown = named !== null && rows.some((row) => row.speaker === named)
  const text = `${named === null ? '' : `${named} `}${asked.join(' ')}`
  const expected = naiveScores(rows, asked, isKnown ? named : null)
  const hits = index.search({ text, nowMs, topK: 1_000 })
  assert.deepEqual(hits.map((hit) => hit.id).sort(), [...expected.keys()].sort())
  let last = Number.POSITIVE_INFINITY
  for (const hit of hits) {
    const fused = hit.why.reduce((sum, one) => sum + one.contribution, 0)
    assert.ok(Math.abs(fused - expected.get(hit.id)!) < 1e-4, `${hit.id}: ${fused}`)
    assert.ok(fused <= last + 1e-4, 'hits are in order')
    assert.ok(hit.score >= 0 && hit.score <= 1)
    last = fused
  }
}

test('the index scores exactly as a naive scorer does, whatever was put, changed and deleted before', () => {
  const property = fc.property(
    fc.array(step, { maxLength: 60 }),
    question,
    (steps, { asked, named }) => {
      assertAgrees(played(steps), asked, named)
    },
  )
  fc.assert(property, { numRuns: 300 })
})

test('an index that was swept of dead rows answers as one made afresh', () => {
  const index = openWeighed([])
  const rows = new Map<string, IndexRow>()
  for (let number = 0; number < 2_000; number += 1) {
    const id = `r${number % 300}`
    const text = `${vocabulary[number % 8]} ${vocabulary[(number * 3) % 7]}`
    const session = number % 3 === 0 ? null : `s${number % 5}`
    const speaker = speakers[number % 3]!
    const saidAtMs = START_MS + (number % 300) * HOUR_MS
    const row = rowOf({ id, text, session, speaker, saidAtMs, createdSeq: (number % 300) + 1 })
    rows.set(id, row)
    index.put(row)
  }
  for (const word of vocabulary) {
    assertAgrees({ index, rows: [...rows.values()] }, [...new Set([word, 'kayak'])], 'Ines')
    const fresh = openWeighed([...rows.values()].sort((a, b) => a.createdSeq - b.createdSeq))
    const query = { text: `Ines ${word}`, nowMs, topK: 1_000 }
    assert.deepEqual(index.search(query), fresh.search(query))
  }
})

test('memory does not grow without bound when one row is changed again and again', () => {
  const index = openWeighed([])
  for (let number = 0; number < 5_000; number += 1) {
    index.put(rowOf({ id: 'same', text: `word${number} kayak` }))
  }
  assert.equal(index.rowCount, 1)
  assert.ok(index.residentBytes < 300_000, `${index.residentBytes} bytes`)
})

const talk: readonly IndexRow[] = [
  rowOf({
    id: 'a',
    text: 'I joined a pottery class yesterday.',
    speaker: 'Melanie',
    createdSeq: 1,
  }),
  rowOf({ id: 'b', text: 'Lovely! What did you make?', speaker: 'Caroline', createdSeq: 2 }),
  rowOf({ id: 'c', text: 'A black bowl.', speaker: 'Melanie', createdSeq: 3 }),
  rowOf({ id: 'd', text: 'It rained.', speaker: 'Caroline', session: 'other', createdSeq: 4 }),
]

test('a hit says which channel found what, and its shares add up to more for a better hit', () => {
  const [first] = openScopeIndex(talk).search({ text: "Melanie's pottery", nowMs, topK: 4 })
  assert.equal(first!.id, 'a')
  const because = new Map(first!.why.map((one) => [one.channel, one.because]))
  assert.equal(because.get('words'), 'pottery')
  assert.equal(because.get('speaker'), 'said by Melanie')
})

test('a question that shares nothing with the scope has no hits, and neither has one of function words', () => {
  const index = openScopeIndex(talk)
  assert.deepEqual(index.search({ text: 'Who won the championship?', nowMs, topK: 9 }), [])
  assert.deepEqual(index.search({ text: 'What is it that they do?', nowMs, topK: 9 }), [])
  assert.deepEqual(index.search({ text: '', nowMs, topK: 9 }), [])
})

test('a row that is not allowed is no hit, yet lends its words to its neighbours', () => {
  const hits = openScopeIndex(talk).search({
    text: 'pottery',
    nowMs,
    topK: 9,
    allow: (id) => id !== 'a',
  })
  const ids: string[] = hits.map((hit) => hit.id)
  assert.ok(!ids.includes('a'))
  assert.ok(ids.includes('b'))
})

test('recency counts only when it is asked for', () => {
  const rows = [
    rowOf({ id: 'old', text: 'kayak', session: '1', saidAtMs: nowMs - 400 * 24 * HOUR_MS }),
    rowOf({ id: 'new', text: 'kayak', session: '2', saidAtMs: nowMs - HOUR_MS, createdSeq: 2 }),
  ]
  const index = openScopeIndex(rows)
  const plain = index.search({ text: 'kayak', nowMs, topK: 2 })
  const recent = index.search({ text: 'kayak', nowMs, topK: 2, preferRecent: true })
  assert.deepEqual(
    plain.map((hit) => hit.id),
    ['old', 'new'],
  )
  assert.deepEqual(
    recent.map((hit) => hit.id),
    ['new', 'old'],
  )
})

test('other languages are found by their words: accents, Cyrillic, characters without blanks, emoji', () => {
  const texts = [
    'Nous avons mangé à la crêperie',
    'Мы купили лодку',
    '我昨天去了博物馆',
    'so happy 🎉',
  ]
  const index = openScopeIndex(
    texts.map((text, at) => rowOf({ id: `${at}`, text, session: `${at}`, createdSeq: at + 1 })),
  )
  const best = (text: string): string | undefined => index.search({ text, nowMs, topK: 1 })[0]?.id
  assert.equal(best('creperie'), '0')
  assert.equal(best('лодку?'), '1')
  assert.equal(best('博物馆在哪里'), '2')
  assert.equal(best('🎉'), '3')
})

test('around gives the turns of the same session in order and stops at its ends', () => {
  const index = openScopeIndex(talk)
  assert.deepEqual(index.around('b' as CubeId, 5, 5), ['a', 'b', 'c'])
  assert.deepEqual(index.around('b' as CubeId, 0, 1), ['b', 'c'])
  assert.deepEqual(index.around('d' as CubeId, 2, 2), ['d'])
  assert.deepEqual(index.around('nobody' as CubeId, 2, 2), [])
})

test('deleting the turn that bridged a pause splits the conversation, as if it had never been said', () => {
  const rows = [0, 3, 6].map((hours, at) =>
    rowOf({
      id: 'abc'[at]!,
      text: vocabulary[at]!,
      session: null,
      saidAtMs: START_MS + hours * HOUR_MS,
      createdSeq: at + 1,
    }),
  )
  const index = openWeighed(rows)
  const query = { text: vocabulary[0]!, nowMs, topK: 9 }
  assert.deepEqual(
    index.search(query).map((hit) => hit.id),
    ['a', 'b', 'c'],
  )
  index.delete('b' as CubeId)
  assert.deepEqual(
    index.search(query).map((hit) => hit.id),
    ['a'],
  )
  index.put(rows[1]!)
  assert.deepEqual(index.search(query), openWeighed(rows).search(query))
})
