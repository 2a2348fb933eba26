/** A scope of a few turns as columns, written by hand, for tests of channels: a turn is its words, a word in capitals a name. */

import assert from 'node:assert/strict'
import type { Channel } from '../../src/policy/recall/channel.ts'
import {
  NAME_BIT,
  NONE,
  type QuestionFacts,
  type QuestionWord,
  type ScopeColumns,
} from '../../src/policy/recall/columns.ts'
import { FeatureTable } from '../../src/policy/recall/feature-table.ts'

export interface HandMadeTurn {
  /** Words with blanks between; a capital makes a name. */
  readonly says: string
  readonly session?: number
  readonly speaker?: number
  readonly day?: number
  /** First and last day that it speaks of. */
  readonly speaksOf?: readonly [number, number]
  readonly isDead?: boolean
}

export interface HandMadeScope extends ScopeColumns {
  /** Number of a word, NONE when no turn says it. */
  termOf(word: string): number
}

const wordsOf = (text: string): string[] => text.split(' ').filter((word) => word !== '')
const DAY_MS = 86_400_000

export function handMadeScope(turns: readonly HandMadeTurn[]): HandMadeScope {
  const terms = [...new Set(turns.flatMap(({ says }) => wordsOf(says.toLowerCase())))]
  const said = turns.map(({ says }) => wordsOf(says))
  const sessions = Int32Array.from(turns, ({ session = 0 }) => session)
  const sessionCount = Math.max(-1, ...sessions) + 1
  const live = turns.flatMap(({ isDead }, slot) => (isDead === true ? [] : [slot]))
  const countsOf = (slots: readonly number[]): number =>
    slots.reduce((sum, slot) => sum + said[slot]!.length, 0)
  const spans = turns.flatMap(({ speaksOf }, slot) =>
    speaksOf === undefined ? [] : [{ slot, speaksOf }],
  )
  const days = turns.map(({ day = 0 }) => day)
  return {
    slotCount: turns.length,
    liveCount: live.length,
    isLive: Uint8Array.from(turns, ({ isDead }) => Number(isDead !== true)),
    wordCounts: Uint16Array.from(said, (words) => words.length),
    wordTotal: countsOf(live),
    ...linksOf(sessions, live),
    sessions,
    sessionCount,
    liveSessionCount: new Set(live.map((slot) => sessions[slot])).size,
    sessionWordCounts: Int32Array.from({ length: sessionCount }, (_, session) =>
      countsOf(live.filter((slot) => sessions[slot] === session)),
    ),
    speakers: Int32Array.from(turns, ({ speaker = NONE }) => speaker),
    traits: new Uint16Array(turns.length),
    saidDays: Int32Array.from(days),
    saidMs: Float64Array.from(days, (day) => day * DAY_MS),
    createdSeqs: Float64Array.from(turns.keys()),
    postings: postingsOf(terms, said),
    spans: {
      count: spans.length,
      slots: Int32Array.from(spans, ({ slot }) => slot),
      fromDays: Int32Array.from(spans, ({ speaksOf }) => speaksOf[0]),
      toDays: Int32Array.from(spans, ({ speaksOf }) => speaksOf[1]),
    },
    meanings: null,
    encoded: null,
    forEachTerm: (slot, visit) => {
      const words = said[slot]!.map((word) => word.toLowerCase())
      for (const word of new Set(words)) {
        visit(terms.indexOf(word), words.filter((one) => one === word).length)
      }
    },
    termText: (term) => terms[term]!,
    termOf: (word) => terms.indexOf(word.toLowerCase()),
  }
}

/** Live turns of one session, one after the other. */
function linksOf(
  sessions: Int32Array,
  live: readonly number[],
): Pick<ScopeColumns, 'previous' | 'next'> {
  const previous = new Int32Array(sessions.length).fill(NONE)
  const next = new Int32Array(sessions.length).fill(NONE)
  for (const [at, slot] of live.entries()) {
    const before = live.slice(0, at).findLast((one) => sessions[one] === sessions[slot])
    if (before === undefined) continue
    previous[slot] = before
    next[before] = slot
  }
  return { previous, next }
}

function postingsOf(
  terms: readonly string[],
  said: readonly (readonly string[])[],
): ScopeColumns['postings'] {
  const lists = terms.map((term) =>
    said.flatMap((words, slot) => {
      const found = words.filter((word) => word.toLowerCase() === term)
      const isName = found.some((word) => word !== term)
      return found.length === 0 ? [] : [{ slot, count: found.length | (isName ? NAME_BIT : 0) }]
    }),
  )
  const all = lists.flat()
  let start = 0
  const starts = lists.map((list) => {
    start += list.length
    return start - list.length
  })
  return {
    slots: Int32Array.from(all, ({ slot }) => slot),
    counts: Uint8Array.from(all, ({ count }) => count),
    starts: Int32Array.from(starts),
    lengths: Int32Array.from(lists, (list) => list.length),
  }
}

/** A question of these words; `parts` gives what a test is about. */
export function handMadeQuestion(
  scope: HandMadeScope,
  text: string,
  parts: Partial<QuestionFacts> = {},
): QuestionFacts {
  const words = wordsOf(text).map(
    (word): QuestionWord => ({
      text: word,
      term: scope.termOf(word),
      isName: word !== word.toLowerCase(),
      isSpeaker: false,
    }),
  )
  return {
    words,
    expansions: [],
    vector: null,
    encoded: null,
    speakers: [],
    spans: [],
    asksFor: 0,
    prefersRecent: false,
    nowMs: 0,
    ...parts,
  }
}

export interface FilledChannels {
  /** A feature's value at every slot; all zeros when no channel opened it. */
  values(feature: string): number[]
  isOpen(feature: string): boolean
  /** What the last of the channels says of a slot. */
  because(slot: number): string
}

/** Runs channels in order, as a search does. */
export function fillChannelsOf(
  channels: readonly [Channel, ...Channel[]],
  scope: ScopeColumns,
  question: QuestionFacts,
): FilledChannels {
  const table = new FeatureTable()
  table.begin(scope.slotCount)
  for (const channel of channels) channel.fill(scope, question, table)
  const slots = [...Array(scope.slotCount).keys()]
  return {
    values: (feature) => slots.map((slot) => table.valueAt(feature, slot)),
    isOpen: (feature) => table.column(feature) !== undefined,
    because: (slot) => channels.at(-1)!.because(scope, question, slot, table),
  }
}

/** Columns are float32: equal to within their precision. */
export function assertNear(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length)
  for (const [at, value] of expected.entries()) {
    assert.ok(Math.abs(actual[at]! - value) < 1e-6, `[${actual}] is not [${expected}]`)
  }
}
