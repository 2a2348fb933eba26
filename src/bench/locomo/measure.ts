/**
 * Retrieval measures of one ranking against its evidence, and their means with confidence intervals by conversation.
 *
 * recall@k is the share of evidence found in the first k; any and all are its indicator forms; nDCG has binary gains with the ideal
 * of min(evidence, k). Intervals: percentile bootstrap over conversations with a fixed seed, because questions of one conversation
 * are not independent.
 */

import { bootstrapInterval } from '../recall-transfer/bootstrap.ts'

export const CUTOFFS = [1, 5, 10, 20, 50] as const
export const TOKEN_BUDGETS = [256, 512, 1024, 2048] as const

export interface Sample {
  readonly conversation: string
  readonly category: number
  /** Measure name -> value. */
  readonly values: Readonly<Record<string, number>>
}

/** Measures named `<unit>.recall@10`, `<unit>.any@10`, ... */
export function measuresOf(
  unit: string,
  ranked: readonly string[],
  evidence: ReadonlySet<string>,
): Record<string, number> {
  const values: Record<string, number> = {}
  for (const cutoff of CUTOFFS) {
    const found = ranked.slice(0, cutoff).filter((id) => evidence.has(id)).length
    values[`${unit}.recall@${cutoff}`] = found / evidence.size
    values[`${unit}.any@${cutoff}`] = Number(found > 0)
    values[`${unit}.all@${cutoff}`] = Number(found === evidence.size)
  }
  let gain = 0
  ranked.slice(0, 10).forEach((id, index) => {
    if (evidence.has(id)) gain += 1 / Math.log2(index + 2)
  })
  let ideal = 0
  for (let index = 0; index < Math.min(evidence.size, 10); index += 1) {
    ideal += 1 / Math.log2(index + 2)
  }
  const first = ranked.findIndex((id) => evidence.has(id))
  values[`${unit}.ndcg@10`] = gain / ideal
  values[`${unit}.mrr`] = first < 0 ? 0 : 1 / (first + 1)
  return values
}

export function meanOf(samples: readonly Sample[], name: string): number {
  let sum = 0
  for (const sample of samples) sum += sample.values[name] ?? 0
  return samples.length === 0 ? 0 : sum / samples.length
}

/** 95 % interval of a mean, resampling conversations. */
export function intervalOf(samples: readonly Sample[], name: string): [low: number, high: number] {
  const groups = Map.groupBy(samples, (sample) => sample.conversation)
  return bootstrapInterval(
    [...groups.values()].map((some) => some.map((sample) => sample.values[name] ?? 0)),
  )
}
