/**
 * From laps to the figures of `bench engine`.
 *
 * Each engine counts at its own best number of threads, by the median of its rounds; a ratio is ours over llama.cpp's. Bytes of weights a
 * token are those that our engine reads: matrices as they are packed, without the table of embeddings, of which a token reads one row.
 */

import { decodeRate, prefillRate, quickest, type RaceResult } from './race.ts'

export interface TypeResult {
  /** `q8_0` or `q4_0`. */
  readonly type: string
  readonly promptLength: number
  readonly ours: readonly RaceResult[]
  /** Empty where there is nobody to compare with. */
  readonly theirs: readonly RaceResult[]
  readonly packedBytesPerToken: number
  /** The same in the file's types. */
  readonly fileBytesPerToken: number
}

function withThreads(results: readonly RaceResult[], threads: number): RaceResult | undefined {
  return results.find(({ contender }) => contender.threadCount === threads)
}

/** Bytes of weights that the quickest of ours reads a second. */
export function streamedPerSecond({ ours, packedBytesPerToken }: TypeResult): number {
  return decodeRate(quickest(ours, decodeRate)) * packedBytesPerToken
}

/** Two threads over one; null where one of them was not measured. */
export function threadSpeedup({ ours }: TypeResult): number | null {
  const [one, two] = [withThreads(ours, 1), withThreads(ours, 2)]
  return one === undefined || two === undefined ? null : decodeRate(two) / decodeRate(one)
}

function ratesOf(
  kind: string,
  result: TypeResult,
  rate: (result: RaceResult) => number,
): Record<string, number> {
  const at = `${kind}.${result.type}`
  const { ours, theirs } = result
  const figures: Record<string, number> = {
    [`${at}.tokensPerSecond`]: rate(quickest(ours, rate)),
  }
  for (const one of ours) {
    figures[`${at}.threads${one.contender.threadCount}.tokensPerSecond`] = rate(one)
  }
  if (theirs.length === 0) return figures
  figures[`${at}.llamaCpp.tokensPerSecond`] = rate(quickest(theirs, rate))
  for (const one of theirs) {
    figures[`${at}.llamaCpp.threads${one.contender.threadCount}.tokensPerSecond`] = rate(one)
  }
  figures[`${at}.ratio`] = rate(quickest(ours, rate)) / rate(quickest(theirs, rate))
  const [our, their] = [withThreads(ours, 1), withThreads(theirs, 1)]
  if (our !== undefined && their !== undefined) {
    figures[`${at}.ratioOneThread`] = rate(our) / rate(their)
  }
  return figures
}

/** Lowest and highest of the rounds, by the best of each engine in that round. */
function roundRange({ type, ours, theirs }: TypeResult): Record<string, number> {
  if (theirs.length === 0) return {}
  const lapRate = (results: readonly RaceResult[], round: number): number =>
    Math.max(...results.map(({ laps }) => laps[round]!.tokens.length / laps[round]!.decodeMs))
  const ratios = ours[0]!.laps.map((_, round) => lapRate(ours, round) / lapRate(theirs, round))
  return {
    [`decode.${type}.ratioMin`]: Math.min(...ratios),
    [`decode.${type}.ratioMax`]: Math.max(...ratios),
  }
}

export function typeFigures(result: TypeResult): Record<string, number> {
  const { type, promptLength, packedBytesPerToken, fileBytesPerToken } = result
  const speedup = threadSpeedup(result)
  return {
    ...ratesOf('decode', result, decodeRate),
    ...roundRange(result),
    ...ratesOf('prefill', result, (one) => prefillRate(one, promptLength)),
    [`weights.${type}.bytesPerToken`]: packedBytesPerToken,
    [`weights.${type}.fileBytesPerToken`]: fileBytesPerToken,
    [`weights.${type}.gbPerSecond`]: streamedPerSecond(result) / 1e9,
    ...(speedup === null ? {} : { [`threads2.${type}.speedup`]: speedup }),
  }
}

/** Whether every lap of every thread count wrote the same tokens: results do not depend on threads. */
export function areTokensEqual({ ours }: TypeResult): boolean {
  const [first] = ours[0]!.laps
  const wanted = first!.tokens.join(' ')
  return ours.every(({ laps }) => laps.every(({ tokens }) => tokens.join(' ') === wanted))
}
