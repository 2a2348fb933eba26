/** One answer by hand-made tokens: what is shown, what is held back, where it ends. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Choice } from '../model/sampling/choose-token.ts'
import { greedySampling, type SamplingSettings } from '../model/sampling/sampling-settings.ts'
import type { TokenConstraint } from '../model/sampling/token-constraint.ts'
import { type AnswerTokenizer, LiveAnswer } from './live-answer.ts'
import type { GenerateRequest } from './live-engine.ts'

/** Ids are UTF-8 bytes; 0 is the end of generation. */
const byteTokenizer: AnswerTokenizer = {
  isEndOfGeneration: (id) => id === 0,
  openDecoder() {
    const decoder = new TextDecoder()
    return {
      put: (id) => decoder.decode(Uint8Array.of(id), { stream: true }),
      close: () => decoder.decode(),
    }
  },
}

function answer(
  request: Partial<GenerateRequest> = {},
  sampling: Partial<SamplingSettings> = {},
): LiveAnswer {
  return new LiveAnswer({
    request: { promptTokens: [1, 2, 3], tokensMax: 10, ...request },
    sampling: { ...greedySampling, ...sampling },
    seed: 5,
    tokenizer: byteTokenizer,
  })
}

const choice = (id: number): Choice => ({ id, logProb: -1, top: [{ id, logProb: -1 }] })

/** Texts of the parts, `null` for a token that is no part, and at the end what was held back. */
function texts(live: LiveAnswer, bytes: Iterable<number>): (string | null)[] {
  const all: (string | null)[] = []
  for (const id of bytes) {
    const { part, isLast } = live.take(choice(id))
    all.push(part?.text ?? null)
    if (isLast) break
  }
  return [...all, live.close()]
}

test('half a character is not shown, and a character that never came is U+FFFD', () => {
  const euro = new TextEncoder().encode('a€')
  assert.deepEqual(texts(answer(), euro), ['a', '', '', '€', ''])
  assert.deepEqual(texts(answer(), euro.subarray(0, 3)), ['a', '', '', '\uFFFD'])
})

test('the end token ends the answer and is no part of it, unless it is ignored', () => {
  assert.deepEqual(texts(answer(), [65, 0, 66]), ['A', null, ''])
  const ignoring = answer({ ignoresEndOfGeneration: true })
  assert.deepEqual(texts(ignoring, [65, 0, 66]), ['A', '\0', 'B', ''])
  assert.deepEqual(texts(answer({ stopTokens: [66] }), [65, 66, 67]), ['A', null, ''])
})

test('a stop string ends the answer before it, over several tokens', () => {
  const bytes = new TextEncoder().encode('one END two')
  assert.deepEqual(texts(answer({ stop: ['END'] }), bytes), ['o', 'n', 'e', ' ', '', '', '', ''])
  assert.deepEqual(texts(answer({ stop: ['ENDE'] }), bytes.subarray(0, 7)).join(''), 'one END')
})

test('a constraint gives the mask, is told each token but the end, and ends the answer', () => {
  const told: number[] = []
  let isFinished = false
  const constraint: TokenConstraint = {
    allowed: () => Uint32Array.of(told.length),
    accept(token) {
      told.push(token)
      isFinished = token === 67
    },
    isWhole: true,
    get isFinished() {
      return isFinished
    },
  }
  const live = answer({ constraint })
  assert.deepEqual(live.ask().allowed, Uint32Array.of(0))
  assert.deepEqual(texts(live, [65, 67, 68]), ['A', 'C', ''])
  assert.deepEqual(told, [65, 67])
  texts(answer({ constraint }), [65, 0])
  assert.deepEqual(told, [65, 67, 65])
})

test('the same seed draws the same numbers, one a token, and greedy draws none', () => {
  const draws = (live: LiveAnswer): number[] => [1, 2, 3].map(() => live.ask().uniform)
  const first = draws(answer({}, { temperature: 1 }))
  assert.deepEqual(draws(answer({}, { temperature: 1 })), first)
  assert.equal(new Set(first).size, 3)
  assert.deepEqual(draws(answer()), [0, 0, 0])
})

test('the penalty sees the last tokens of prompt and answer, as many as it looks at', () => {
  const live = answer({}, { repetitionPenalty: 2, repetitionTokenCount: 2 })
  assert.deepEqual([...live.ask().recent], [2, 3])
  live.take(choice(65))
  assert.deepEqual([...live.ask().recent], [3, 65])
  assert.deepEqual([...answer().ask().recent], [])
  const none = answer({}, { repetitionPenalty: 2, repetitionTokenCount: 0 })
  none.take(choice(65))
  assert.deepEqual([...none.ask().recent], [])
})

test('log probabilities are told where they were asked for', () => {
  const { part } = answer({ topLogProbCount: 1 }).take(choice(65))
  assert.deepEqual(part?.logProb, { id: 65, logProb: -1, top: [{ id: 65, logProb: -1 }] })
  assert.equal(answer().take(choice(65)).part?.logProb, null)
})
