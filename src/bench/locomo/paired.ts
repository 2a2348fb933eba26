/** Differences between two methods on the same questions: the mean, its interval by conversation, and each conversation's own. */

import { bootstrapInterval, mean } from '../recall-transfer/bootstrap.ts'
import type { Sample } from './measure.ts'

export interface Paired {
  readonly difference: number
  readonly low: number
  readonly high: number
  readonly byConversation: ReadonlyMap<string, number>
}

/** `ours` and `theirs` in the same order of questions. */
export function pairedDifference(
  ours: readonly Sample[],
  theirs: readonly Sample[],
  measure: string,
): Paired {
  const differences = ours.map((sample, at) => ({
    conversation: sample.conversation,
    value: (sample.values[measure] ?? 0) - (theirs[at]?.values[measure] ?? 0),
  }))
  const groups = Map.groupBy(differences, ({ conversation }) => conversation)
  const clusters = [...groups.values()].map((some) => some.map(({ value }) => value))
  const [low, high] = bootstrapInterval(clusters)
  return {
    difference: mean(differences.map(({ value }) => value)),
    low,
    high,
    byConversation: new Map(
      [...groups].map(([conversation, some]) => [conversation, mean(some.map((one) => one.value))]),
    ),
  }
}
