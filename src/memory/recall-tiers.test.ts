/** Which weights serve a scope and a question: words, static table, encoder, or none of them and ranks; and texts that are no language. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handMadeMeanings } from '../../test/recall/hand-made-vectors.ts'
import { nodeDisk } from '../host/node-disk.ts'
import { openKernels } from '../kernels/open-kernels.ts'
import { RANK_CONSTANT } from '../policy/recall/rank-fusion.ts'
import type { CubeId } from '../store/cube.ts'
import { TURN_TEXT_BYTES_MAX } from './limits.ts'
import { openMeanings } from './open-meanings.ts'
import { createOpenScopeIndex } from './open-scope-index.ts'
import type { IndexHit, IndexRow, QuestionVectors } from './scope-index.ts'

const DAY_MS = 86_400_000
const nowMs = Date.UTC(2024, 8, 1)

function rowsOf(texts: readonly string[], parts: Partial<IndexRow> = {}): IndexRow[] {
  return texts.map((text, at) => ({
    id: `r${at}` as CubeId,
    text,
    caption: null,
    role: 'user',
    speaker: null,
    session: `s${Math.floor(at / 4)}`,
    kind: 'turn',
    saidAtMs: nowMs - (texts.length - at) * DAY_MS,
    createdSeq: at + 1,
    ...parts,
  }))
}

const chat = rowsOf([
  'The physician told me that I should rest for a couple of weeks and drink more water',
  'Good idea, tell me whether anything changes before our long boat trip next month',
  'We baked a loaf of rye bread and ate all of it with butter before the guests came',
  'Nice weather today, so the whole family walked around the lake and fed some ducks',
])

const meanings = handMadeMeanings({
  doctor: [0, 0],
  physician: [0, 20],
  bread: [1, 0],
  boat: [2, 0],
})
const openBare = createOpenScopeIndex()
const openStatic = createOpenScopeIndex({ meanings })
const x = Float32Array.from([1, 0])
const asked: QuestionVectors = { whole: x, tokens: null }
const question = { text: 'Who is the doctor?', nowMs, topK: 9 }

const channelsOf = (hits: readonly IndexHit[]): Set<string> =>
  new Set(hits.flatMap(({ why }) => why.map(({ channel }) => channel)))

test('a word that nobody says is found by its like, and the hit says so', () => {
  assert.deepEqual(openBare(chat).search(question), [])
  const [first] = openStatic(chat).search(question)
  assert.equal(first!.id, 'r0')
  const because = new Map(first!.why.map((one) => [one.channel, one.because]))
  assert.equal(because.get('soft'), "matched 'physician' for 'doctor'")
  assert.match(because.get('meaning')!, /^means something near \(cosine 0\.9\d\)$/)
})

test('vectors on both sides bring the encoder in; on one side, or of unlike lengths, the static table serves', () => {
  const plain = openStatic(chat).search(question)
  const index = openStatic(chat)
  assert.deepEqual(index.search({ ...question, vectors: asked }), plain)
  index.putVectors('r1' as CubeId, { turn: x, window: x, tokens: null })
  assert.ok(channelsOf(index.search({ ...question, vectors: asked })).has('encoder'))
  assert.deepEqual(index.search(question), plain)
  const long = { whole: Float32Array.from([1, 0, 0]), tokens: null }
  assert.deepEqual(index.search({ ...question, vectors: long }), plain)
  index.put(chat[1]!)
  assert.deepEqual(index.search({ ...question, vectors: asked }), plain)
})

test('without a table, or of words that it does not know, words serve', () => {
  const ducks = { ...question, text: 'Who fed ducks?' }
  const words = openBare(chat).search(ducks)
  assert.equal(words[0]!.id, 'r3')
  assert.deepEqual(openStatic(chat).search(ducks), words)
  const index = openBare(chat)
  index.putVectors('r3' as CubeId, { turn: x, window: x, tokens: null })
  assert.deepEqual(index.search({ ...ducks, vectors: asked }), words)
})

/** Two words a turn, or 1,300: four times beyond what weights were fitted on. */
const short = Array.from({ length: 60 }, (_, at) =>
  at % 9 === 0 ? 'kayak harbour' : `plum n${at}`,
)
const filler = Array.from({ length: 1_300 }, (_, at) => `word${at}`).join(' ')
const long = short.map((text) => `${text} ${filler}`)

for (const [name, texts] of Object.entries({ short, long })) {
  test(`a scope of turns far too ${name} is fused by rank, and explains itself`, () => {
    const index = openStatic(rowsOf(texts))
    const hits = index.search({ ...question, text: 'kayak' })
    assert.deepEqual(
      new Set(hits.slice(0, 7).map(({ id }) => Number(id.slice(1)) % 9)),
      new Set([0]),
    )
    const [first] = hits
    for (const { channel, contribution, because } of first!.why) {
      assert.ok(contribution > 0 && contribution <= 1 / (RANK_CONSTANT + 1), channel)
      assert.notEqual(because, '')
    }
    assert.deepEqual(
      first!.why.map(({ channel }) => channel),
      ['words', 'neighbours', 'session'],
    )
    assert.ok(hits.every(({ score }) => score > 0 && score <= 1))
    assert.equal(first!.score, 1)
  })
}

test('a few turns do not say what kind of scope they are: weights serve', () => {
  const [first] = openStatic(rowsOf(short.slice(0, 40))).search({ ...question, text: 'kayak' })
  assert.ok(first!.why.some(({ channel }) => channel === 'shape'))
})

test('what was said lately comes first in a scope that is fused by rank too, when that is wished', () => {
  const index = openStatic(rowsOf(short, { session: null }))
  const ask = { ...question, text: 'kayak', topK: 7 }
  const idsOf = (hits: readonly IndexHit[]): string[] => hits.map(({ id }) => id)
  const newestFirst = ['r54', 'r45', 'r36', 'r27', 'r18', 'r9', 'r0']
  const recent = index.search({ ...ask, preferRecent: true })
  assert.deepEqual(idsOf(recent), newestFirst)
  assert.deepEqual(idsOf(index.search(ask)), newestFirst.reverse())
  const wish = recent[0]!.why.find(({ channel }) => channel === 'recency')
  assert.equal(wish!.because, 'said lately')
})

const odd: readonly string[] = [
  '',
  ' \n\t',
  '🎉👩‍👩‍👧🏳️‍🌈',
  'שלום לכולם, מה שלומכם היום؟ مرحبا بالعالم',
  'Ich aß 寿司 в Москве with кофе و قهوة 🍣',
  '\ud83d lone \udc00 halves \ud800',
  '\0\u0001\u202e\ufeff',
  "it's''''s 'tis ’ ’s",
  'ñ'.repeat(200),
  '漢'.repeat(500),
  'x'.repeat(TURN_TEXT_BYTES_MAX),
  'doctor kayak 7 '.repeat(TURN_TEXT_BYTES_MAX / 15),
  'next week, 3 days ago; '.repeat(5_000),
]

test('texts that are no language are put, asked and deleted: nothing throws and every score is a number', async () => {
  const shipped = await openMeanings(nodeDisk, await openKernels({ disk: nodeDisk }))
  assert.equal(shipped.reason, null)
  const index = createOpenScopeIndex({ meanings: shipped.meanings })(rowsOf(odd))
  index.putVectors('r2' as CubeId, { turn: x, window: null, tokens: null })
  for (const text of [...odd.map((one) => one.slice(0, 32_768)), 'doctor', 'physician قهوة 寿司']) {
    for (const vectors of [undefined, asked]) {
      const query = { text, nowMs, topK: 50, ...(vectors === undefined ? {} : { vectors }) }
      for (const { score, why } of index.search(query)) {
        assert.ok(score >= 0 && score <= 1, `${score}`)
        assert.ok(why.every(({ contribution }) => Number.isFinite(contribution)))
      }
    }
  }
  const best = (text: string): string | undefined => index.search({ ...question, text })[0]?.id
  assert.equal(best('🎉'), 'r2')
  assert.equal(best('寿司'), 'r4')
  const kayaks = index.search({ ...question, text: 'kayak' })
  assert.equal(kayaks.find(({ id }) => id === 'r11')!.why[0]!.because, 'kayak')
  for (const at of odd.keys()) index.delete(`r${at}` as CubeId)
  assert.equal(index.rowCount, 0)
  assert.deepEqual(index.search(question), [])
})
