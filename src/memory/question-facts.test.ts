/** Questions as facts about a scope: likes and their gains by hand, speakers that still speak, vectors that fit. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handMadeMeanings } from '../../test/recall/hand-made-vectors.ts'
import type { QuestionFacts } from '../policy/recall/columns.ts'
import type { CubeId } from '../store/cube.ts'
import { ScopeRows } from './columns/scope-rows.ts'
import { type QuestionParts, questionFacts } from './question-facts.ts'
import type { IndexQuery } from './scope-index.ts'
import { multilingualAnalyser } from './text/analyse-turn.ts'

const meanings = handMadeMeanings({
  doctor: [0, 0],
  physician: [0, 20],
  physicians: [0, 30],
  nurse: [0, 60],
  tea: [1, 0],
})
const analyser = multilingualAnalyser()
const parts: QuestionParts = { analyser, matchesRelatives: true, meanings }

function put(rows: ScopeRows, id: string, text: string, speaker: string | null = null): void {
  rows.put({
    id: id as CubeId,
    text,
    caption: null,
    role: 'user',
    speaker,
    session: 's',
    saidAtMs: 0,
    kind: 'turn',
    createdSeq: rows.slotCount + 1,
  })
}

function scopeOf(...texts: readonly (readonly [text: string, speaker?: string])[]): ScopeRows {
  const rows = new ScopeRows(analyser, meanings)
  for (const [at, [text, speaker]] of texts.entries()) put(rows, `r${at}`, text, speaker ?? null)
  return rows
}

function factsOf(
  rows: ScopeRows,
  text: string,
  query: Partial<Omit<IndexQuery, 'text'>> = {},
  by = parts,
): QuestionFacts {
  return questionFacts(rows, by, { nowMs: 0, ...query, text })
}

/** Half of the cosine's distance from .38, as a share of the whole distance. */
const gainOf = (degrees: number): number =>
  (0.5 * (Math.cos((degrees * Math.PI) / 180) - 0.38)) / (1 - 0.38)

test('a word is expanded by the words of the scope that are like it, each term once by its nearest word', () => {
  const rows = scopeOf(['the physician and two physicians'], ['a nurse'], ['tea'])
  const [expansion, ...others] = factsOf(rows, 'Which doctor?').expansions
  assert.deepEqual(others, [])
  assert.equal(expansion!.text, 'doctor')
  assert.deepEqual(
    expansion!.likes.map(({ text }) => text),
    ['physician', 'nurse'],
  )
  for (const [at, degrees] of [20, 60].entries()) {
    assert.ok(Math.abs(expansion!.likes[at]!.gain - gainOf(degrees)) < 0.01)
  }
})

test('a word is not its own like, in whatever form it is asked', () => {
  const rows = scopeOf(['the physician'], ['tea'])
  assert.deepEqual(factsOf(rows, 'physicians?').expansions, [])
  assert.deepEqual(factsOf(rows, 'physicians?').words[0]!.term, rows.termNumber('physician'))
})

test('words without likes, stopwords and names of speakers are not expanded', () => {
  const rows = scopeOf(['the physician', 'Doctor'], ['tea', 'Ada'])
  const facts = factsOf(rows, 'What did Doctor Ada say of xyz?')
  assert.deepEqual(facts.expansions, [])
  assert.deepEqual(
    facts.speakers.map(({ name }) => name),
    ['Doctor', 'Ada'],
  )
})

test('a name is a word like any other once nobody who has it has a turn left', () => {
  const rows = scopeOf(['rain', 'Ada'], ['tea', 'Bob'], ['Ada drinks tea', 'Bob'])
  const isSpeaker = (): boolean =>
    factsOf(rows, 'What did Ada say?').words.find(({ text }) => text === 'ada')!.isSpeaker
  assert.equal(isSpeaker(), true)
  rows.delete('r0' as CubeId)
  assert.equal(isSpeaker(), false)
  assert.deepEqual(factsOf(rows, 'What did Ada say?').speakers, [])
  put(rows, 'r9', 'back', 'Ada')
  assert.equal(isSpeaker(), true)
})

test('without a table there are no likes and no vector; of unknown words there is no vector', () => {
  const rows = new ScopeRows(analyser, null)
  put(rows, 'r0', 'the physician')
  const bare = factsOf(rows, 'doctor', {}, { ...parts, meanings: null })
  assert.deepEqual([bare.expansions, bare.vector], [[], null])
  assert.equal(factsOf(scopeOf(['tea']), '🎉 xyz').vector, null)
})

const x = Float32Array.from([1, 0])
const tokens = { ids: Int32Array.from([1, 2]), states: Float32Array.from([1, 0, 0, 1]) }

test("the question's vectors count when they are as long as the scope's, its tokens by their rarity", () => {
  const rows = scopeOf(['tea'], ['rain'])
  rows.putVectors('r0' as CubeId, { turn: x, window: null, tokens })
  const asked = factsOf(rows, 'what', { vectors: { whole: x, tokens } }).encoded!
  assert.equal(asked.whole, x)
  assert.deepEqual(
    asked.tokens!.states.map((state) => [...state]),
    [
      [1, 0],
      [0, 1],
    ],
  )
  // One of two live rows holds each.
  assert.deepEqual([...asked.tokens!.weights], [Math.fround(Math.log(2)), Math.fround(Math.log(2))])
})

test('vectors of another length are ignored: all of them, or the tokens alone', () => {
  const rows = scopeOf(['tea'])
  rows.putVectors('r0' as CubeId, { turn: x, window: null, tokens })
  const long = Float32Array.from([1, 0, 0])
  const encodedOf = (vectors: NonNullable<IndexQuery['vectors']>): QuestionFacts['encoded'] =>
    factsOf(rows, 'what', { vectors }).encoded
  assert.equal(encodedOf({ whole: long, tokens }), null)
  assert.equal(encodedOf({ whole: null, tokens }), null)
  const wrong = { ids: Int32Array.from([1]), states: long }
  assert.deepEqual(encodedOf({ whole: x, tokens: wrong }), { whole: x, tokens: null })
})

test('marks and stopwords among the tokens weigh nothing and are left out', () => {
  const pieces = ['[PAD]', '?', 'the', 'tea']
  const rows = scopeOf(['tea'])
  rows.putVectors('r0' as CubeId, { turn: x, window: null, tokens })
  const states = Float32Array.from([1, 0, 1, 0, 0, 1])
  const asked = factsOf(
    rows,
    'the tea?',
    { vectors: { whole: x, tokens: { ids: Int32Array.from([1, 2, 3]), states } } },
    { ...parts, meanings: { ...meanings, pieceText: (id) => pieces[id]! } },
  )
  assert.deepEqual(
    asked.encoded!.tokens!.states.map((state) => [...state]),
    [[0, 1]],
  )
})
