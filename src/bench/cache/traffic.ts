/**
 * Made traffic after the seed paper's picture (2510.26835): a few head categories with much repetition, a long tail with little.
 *
 * A request is a question of its category's population (Zipf), by another hand three times in ten, or turned into another question
 * (one number or a negation changed) once in ten. `truth` names the answer: equal for rewordings, different for changed questions.
 */

import type { Prng } from '../../stdx/prng.ts'
import { madeQuestions } from './made-questions.ts'
import { buildPhrases } from './questions-build.ts'
import { reword } from './reword.ts'

export interface TrafficCategory {
  readonly name: string
  /** Share of all requests. */
  readonly share: number
  /** Different questions. */
  readonly population: number
  /** Zipf exponent: higher repeats more. */
  readonly skew: number
  readonly modelMs: number
}

export interface TrafficRequest {
  readonly category: string
  readonly question: string
  readonly truth: string
  readonly modelMs: number
}

/** Head: 70 % of the requests; tail: 30 %. */
export const headAndTail: readonly TrafficCategory[] = [
  { name: 'how-to', share: 0.3, population: 1_500, skew: 1.05, modelMs: 900 },
  { name: 'documentation', share: 0.25, population: 2_500, skew: 1.0, modelMs: 700 },
  { name: 'conversation', share: 0.15, population: 2_000, skew: 0.9, modelMs: 400 },
  { name: 'facts', share: 0.1, population: 6_000, skew: 0.8, modelMs: 500 },
  { name: 'medical', share: 0.08, population: 6_000, skew: 0.7, modelMs: 1_500 },
  { name: 'legal', share: 0.07, population: 6_000, skew: 0.7, modelMs: 1_500 },
  { name: 'support', share: 0.05, population: 8_000, skew: 0.6, modelMs: 600 },
]

const REWORDED_SHARE = 0.3
const CHANGED_SHARE = 0.1

export function makeTraffic(
  categories: readonly TrafficCategory[],
  words: readonly string[],
  count: number,
  prng: Prng,
): TrafficRequest[] {
  const populations = categories.map((category) => madeQuestions(words, category.population, prng))
  const draws = categories.map((category) => zipf(category.population, category.skew))
  const requests: TrafficRequest[] = []
  while (requests.length < count) {
    const at = pickShare(categories, prng.next())
    const { name, modelMs } = categories[at]!
    const question = populations[at]![draws[at]!(prng.next())]!
    requests.push({ category: name, modelMs, ...said(question, prng) })
  }
  return requests
}

function said(question: string, prng: Prng): { question: string; truth: string } {
  const draw = prng.next()
  if (draw < CHANGED_SHARE) {
    const changed = changedQuestion(question, prng)
    return { question: changed, truth: changed }
  }
  if (draw > 1 - REWORDED_SHARE) {
    const kind = prng.pick(['politeness', 'case', 'punctuation', 'typing', 'stock-phrase'] as const)
    return { question: reword(question, kind, buildPhrases, prng) ?? question, truth: question }
  }
  return { question, truth: question }
}

/** Another question that looks the same. */
function changedQuestion(question: string, prng: Prng): string {
  const bare = question.replace(/\?$/, '')
  if (prng.chance(0.5)) return `${bare} in ${2 + prng.below(8)} days?`
  return bare.replace(/^(\S+ \S+)/, '$1 not').concat('?')
}

/** Index by a uniform draw: P(rank r) proportional to 1 / r^skew. */
function zipf(count: number, skew: number): (uniform: number) => number {
  const sums = new Float64Array(count)
  let sum = 0
  for (let rank = 0; rank < count; rank += 1) {
    sum += (rank + 1) ** -skew
    sums[rank] = sum
  }
  return (uniform) => {
    let low = 0
    let high = count - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! < uniform * sum) low = middle + 1
      else high = middle
    }
    return low
  }
}

function pickShare(categories: readonly TrafficCategory[], uniform: number): number {
  let sum = 0
  for (const [index, { share }] of categories.entries()) {
    sum += share
    if (uniform < sum) return index
  }
  return categories.length - 1
}
