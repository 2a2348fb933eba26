/**
 * How long a lookup takes with N entries in one identity and one category: misses (normalise, embed, search, gate) and hits.
 *
 * Hits are asked in three ways, by turns: the same text, in capitals with a thank-you, and with a typing error, so that every stage
 * is in the figure. Before and after timing the outcomes are checked. The prefilter's agreement is that of the gate's verdict: for each
 * probe, whether the cascade finds a servable entry exactly when the exact scan does, the same one; and that of the nearest row.
 */

import { CANDIDATES_MAX } from '../../cache/limits.ts'
import { SemanticIndex } from '../../cache/semantic-index.ts'
import type { Host } from '../../host/host.ts'
import { factsOfText, textForMeaning } from '../../policy/caching/gate/question-facts.ts'
import { isContentWord } from '../../policy/caching/lexicon/function-words.ts'
import { createSpeller } from '../../policy/caching/question/speller.ts'
import { assert } from '../../stdx/assert.ts'
import { createPrng } from '../../stdx/prng.ts'
import { identityParts } from '../../testing/test-cache.ts'
import { quantileOf } from '../quantile.ts'
import { type Meanings, openBenchCache, putQuestion } from './bench-cache.ts'
import { madeQuestions } from './made-questions.ts'

export interface LookupTimes {
  readonly entries: number
  readonly missP50Ms: number
  readonly missP95Ms: number
  readonly hitP50Ms: number
  readonly hitP95Ms: number
  readonly semanticHitP95Ms: number
  /** Rows scanned a miss; misses that reached the gate: the counters beside the times. */
  readonly missCount: number
  readonly gatedCount: number
  readonly hitCount: number
  readonly fillMs: number
  readonly bytes: number
}

const CATEGORY = 'facts'
const WARM_LOOKUPS = 1_000

export async function timeLookups(
  host: Host,
  meanings: Meanings,
  entries: number,
  probes: number,
): Promise<LookupTimes> {
  const { clock } = host
  const cache = await openBenchCache(host, meanings, { limits: limitsFor(entries), load: () => 0 })
  const questions = madeQuestions(meanings.words, entries + probes + WARM_LOOKUPS, createPrng(11))
  const identity = cache.identify(identityParts('everybody'))
  const filledFromMs = clock.monotonicMs()
  for (const question of questions.slice(0, entries))
    await putQuestion(cache, identity, question, CATEGORY)
  const fillMs = clock.monotonicMs() - filledFromMs
  assert(cache.entryCount > entries * 0.99, 'the cache holds what was put')
  const ask = async (
    question: string,
  ): Promise<{ ms: number; stage: string; isGated: boolean }> => {
    const fromMs = clock.monotonicMs()
    const found = await cache.lookup({ identity, question, category: CATEGORY })
    const ms = clock.monotonicMs() - fromMs
    const stage = found.outcome === 'hit' ? found.stage : found.outcome
    return { ms, stage, isGated: found.outcome === 'refused' }
  }
  const asked = questions.slice(entries)
  // Both paths are warmed, or the first size that is measured pays for compiling the other's.
  for (const [index, question] of asked.slice(0, WARM_LOOKUPS).entries()) {
    await ask(question)
    await ask(hitForm(questions[(index * 89) % entries]!, index))
  }
  const misses = []
  const hits = []
  // Interleaved, so that a slow moment of the machine falls on both.
  for (const [index, question] of asked.slice(WARM_LOOKUPS).entries()) {
    misses.push(await ask(question))
    hits.push(await ask(hitForm(questions[(index * 97) % entries]!, index)))
  }
  const real = misses.filter(({ stage }) => stage === 'miss' || stage === 'refused')
  const served = hits.filter(({ stage }) => stage !== 'miss' && stage !== 'refused')
  const times = (samples: readonly { ms: number }[]): number[] => samples.map(({ ms }) => ms)
  return {
    entries,
    missP50Ms: quantileOf(times(real), 0.5),
    missP95Ms: quantileOf(times(real), 0.95),
    hitP50Ms: quantileOf(times(served), 0.5),
    hitP95Ms: quantileOf(times(served), 0.95),
    semanticHitP95Ms: quantileOf(times(served.filter(({ stage }) => stage === 'semantic')), 0.95),
    missCount: real.length,
    gatedCount: real.filter(({ isGated }) => isGated).length,
    hitCount: served.length,
    fillMs,
    bytes: cache.byteCount,
  }
}

function limitsFor(entries: number): { entriesMax: number; bytesMax: number } {
  // The category's quota is a share; one category is to hold them all.
  return { entriesMax: entries * 4, bytesMax: 8 * 1024 ** 3 }
}

/** The same question by another hand. */
function hitForm(question: string, index: number): string {
  if (index % 3 === 0) return question
  if (index % 3 === 1) return `${question.toUpperCase()} Thanks!`
  const words = question.split(' ')
  const at = words.findIndex((word, place) => place > 0 && /^[a-z]{6,}$/.test(word))
  if (at < 0) return question
  const word = words[at]!
  words[at] = word.slice(0, 2) + word[3]! + word[2]! + word.slice(4)
  return words.join(' ')
}

export interface Agreement {
  /** Share of probes for which search and strict gate come to the same entry, or to none, as exact scan and gate do. */
  readonly served: number
  /** Share of probes whose nearest row above the threshold is the same as the exact scan's (or none in both). */
  readonly nearest: number
  /** Share of the exact scan's rows above the threshold, at most the gate's candidates, that the cascade finds. */
  readonly candidates: number
  readonly probes: number
}

/** The cascade against the exact scan. */
export function prefilterAgreement(
  meanings: Meanings,
  entries: number,
  probes: number,
  threshold: number,
): Agreement {
  const questions = madeQuestions(meanings.words, entries + probes, createPrng(23))
  const index = new SemanticIndex(meanings.vectorOf('a question')!.length, meanings.kernels)
  const speller = createSpeller(meanings.wordList)
  const alignedRows = new Map<string, number[]>()
  const alignedOf: string[] = []
  const meantBy = (
    question: string,
  ): { vector: Float32Array; words: string[]; aligned: string } => {
    const { words, form, alignment } = factsOfText(question, speller)
    const vector = meanings.vectorOf(textForMeaning({ form, alignment }))!
    return { vector, words: words.filter(isContentWord), aligned: words.join(' ') }
  }
  for (const question of questions.slice(0, entries)) {
    const { vector, words, aligned } = meantBy(question)
    const row = index.add(vector, words)
    alignedOf[row] = aligned
    alignedRows.set(aligned, [...(alignedRows.get(aligned) ?? []), row])
  }
  let verdicts = 0
  let same = 0
  let expected = 0
  let found = 0
  for (const [at, question] of questions.slice(entries).entries()) {
    // Half of the probes are stored questions by another hand: they have a near row to lose.
    const { vector, words, aligned } = meantBy(
      at % 2 === 0 ? question : hitForm(questions[at]!, at),
    )
    const exact = index.searchExact(vector, threshold, CANDIDATES_MAX)
    const quick = index.search(vector, words, threshold, CANDIDATES_MAX)
    const isNear = (row: number): boolean => index.similarity(vector, row) >= threshold
    const servedExact = exact.some(({ row }) => alignedOf[row] === aligned)
    const servedQuick = (alignedRows.get(aligned) ?? []).some(isNear)
    if (servedExact === servedQuick) verdicts += 1
    if (exact[0]?.row === quick[0]?.row) same += 1
    const rows = new Set(quick.map(({ row }) => row))
    expected += exact.length
    found += exact.filter(({ row }) => rows.has(row)).length
  }
  return {
    served: verdicts / probes,
    nearest: same / probes,
    candidates: expected === 0 ? 1 : found / expected,
    probes,
  }
}
