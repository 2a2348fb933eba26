/**
 * Verified mode on a stream of labelled questions, for one error bound.
 *
 * Every distinct question of the pairs is one request, in seeded order. Two questions have the same answer when a chain of positive
 * pairs joins them; everything else counts as different, labelled or not. The true answer of a question is its class, so a served
 * answer of another class is wrong. Blind exploration, the rival, knows nothing: it serves a delta share of the requests that have
 * a candidate at all.
 */

import type { AnswerCache } from '../../cache/answer-cache.ts'
import { lowerBound, upperBound } from '../../policy/caching/confidence.ts'
import { createPrng } from '../../stdx/prng.ts'
import { identityParts, newAnswer } from '../../testing/test-cache.ts'
import type { LabelledPair } from './load-pairs.ts'

export interface StreamResult {
  readonly requests: number
  readonly served: number
  readonly wrong: number
  /** Requests for which blind exploration would have had a candidate. */
  readonly candidates: number
  /** Hit rate in ten equal parts of the stream. */
  readonly hitRateByTenth: readonly number[]
}

/** Question to class of equal answers: union of the positive pairs. */
export function answerClasses(pairs: readonly LabelledPair[]): Map<string, string> {
  const parents = new Map<string, string>()
  const rootOf = (question: string): string => {
    let at = question
    for (let up = parents.get(at) ?? at; up !== at; up = parents.get(at) ?? at) at = up
    parents.set(question, at)
    return at
  }
  for (const { a, b, isSame } of pairs) {
    if (!parents.has(a)) parents.set(a, a)
    if (!parents.has(b)) parents.set(b, b)
    if (isSame) parents.set(rootOf(a), rootOf(b))
  }
  return new Map([...parents.keys()].map((question) => [question, rootOf(question)]))
}

export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const prng = createPrng(seed)
  const result = [...items]
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = prng.below(index + 1)
    const held = result[index]!
    result[index] = result[other]!
    result[other] = held
  }
  return result
}

export async function runStream(
  cache: AnswerCache,
  questions: readonly string[],
  classes: ReadonlyMap<string, string>,
  category: string,
): Promise<StreamResult> {
  const identity = cache.identify(identityParts('stream'))
  let served = 0
  let wrong = 0
  let candidates = 0
  const tenths = new Array<number>(10).fill(0)
  for (const [index, question] of questions.entries()) {
    const truth = classes.get(question)!
    const answered = await cache.answerWith({ identity, question, category }, async () =>
      newAnswer(truth),
    )
    const { lookup } = answered
    const isHit = lookup.outcome === 'hit'
    if (isHit || lookup.exploration !== null) candidates += 1
    if (!isHit) continue
    served += 1
    tenths[Math.floor((index * 10) / questions.length)]! += 1
    if (answered.answer.text !== truth) wrong += 1
  }
  const share = questions.length / 10
  return {
    requests: questions.length,
    served,
    wrong,
    candidates,
    hitRateByTenth: tenths.map((hits) => hits / share),
  }
}

/** Clopper-Pearson, two-sided 95 %. */
export function interval95(count: number, total: number): readonly [number, number] {
  return [lowerBound(count, total, 0.025), upperBound(count, total, 0.025)]
}
