/**
 * What each channel is worth: all of them against all but one, each fitted anew without the conversation under test.
 *
 * Scored on the fit's own groups (rows that share most with the question, first look by plain weights), which is quick and treats every
 * variant alike; the figures of the bench come from search itself.
 */

import type { Channel } from '../../policy/recall/channel.ts'
import { SLOPE } from '../../policy/recall/turn-length.ts'
import type { BenchTable } from '../bench.ts'
import type { FitGroup } from '../recall-fit/fit-group.ts'
import { fitAll, leaveOneOut } from '../recall-fit/leave-one-out.ts'
import { fixedWeights } from '../recall-fit/open-corpus.ts'
import { bootstrapInterval, mean } from '../recall-transfer/bootstrap.ts'

const CUTOFF = 10

export interface AblatedGroup extends FitGroup {
  /** Pieces of evidence that the question has, found by the group or not. */
  readonly evidenceCount: number
}

export interface Ablation {
  readonly channel: string
  readonly recall: number
  /** With the channel minus without it, paired by question, drawn by conversation. */
  readonly gain: number
  readonly gainLow: number
  readonly gainHigh: number
}

function recallOf(group: AblatedGroup, weights: readonly number[]): number {
  const width = weights.length
  const scores = Float64Array.from({ length: group.rowCount }, (_, row) =>
    weights.reduce((sum, weight, at) => sum + weight * group.features[row * width + at]!, 0),
  )
  const found = group.evidence.filter((row) => {
    let better = 0
    for (let other = 0; other < group.rowCount; other += 1) {
      if (scores[other]! > scores[row]! || (scores[other] === scores[row] && other < row)) {
        better += 1
      }
    }
    return better < CUTOFF
  })
  return found.length / group.evidenceCount
}

/** The groups without some of their columns. */
function without(
  groups: readonly AblatedGroup[],
  names: readonly string[],
  left: ReadonlySet<string>,
): { readonly names: string[]; readonly groups: AblatedGroup[] } {
  const kept = [...names.keys()].filter((at) => !left.has(names[at]!.replace(SLOPE, '')))
  return {
    names: kept.map((at) => names[at]!),
    groups: groups.map((group) => {
      const features = new Float32Array(group.rowCount * kept.length)
      for (let row = 0; row < group.rowCount; row += 1) {
        kept.forEach((from, to) => {
          features[row * kept.length + to] = group.features[row * names.length + from]!
        })
      }
      return { ...group, features }
    }),
  }
}

/** Recall of each question with weights that have not seen its conversation. */
function recallsOf(groups: readonly AblatedGroup[], names: readonly string[]): number[] {
  const plan = { names, balance: 'question', fixed: fixedWeights } as const
  const { weightsOf } = leaveOneOut(plan, groups, { fit: fitAll(plan, groups) })
  return groups.map((group) => {
    const weights = weightsOf(group.conversation)
    return recallOf(
      group,
      names.map((name) => weights[name] ?? 0),
    )
  })
}

/** The first row is all channels together. */
export function ablate(
  channels: readonly Channel[],
  names: readonly string[],
  groups: readonly AblatedGroup[],
): Ablation[] {
  const whole = recallsOf(groups, names)
  const rows: Ablation[] = [
    { channel: 'none', recall: mean(whole), gain: 0, gainLow: 0, gainHigh: 0 },
  ]
  for (const { name, features } of channels) {
    const left = new Set(features)
    if (!names.some((one) => left.has(one))) continue
    const part = without(groups, names, left)
    const recalls = recallsOf(part.groups, part.names)
    const byConversation = Map.groupBy(groups.keys(), (at) => groups[at]!.conversation)
    const gains = [...byConversation.values()].map((some) =>
      some.map((at) => whole[at]! - recalls[at]!),
    )
    const [gainLow, gainHigh] = bootstrapInterval(gains)
    rows.push({ channel: name, recall: mean(recalls), gain: mean(gains.flat()), gainLow, gainHigh })
  }
  return rows
}

const shown = (value: number): string => value.toFixed(3)

export function ablationTable(rows: readonly Ablation[]): BenchTable {
  return {
    title: `Ablation: turn.recall@${CUTOFF} without one channel, fitted anew; gain paired by question, 95 % by conversation`,
    columns: ['without', 'recall@10', 'its gain', 'low', 'high'],
    rows: rows.map(({ channel, recall, gain, gainLow, gainHigh }) => [
      channel,
      shown(recall),
      shown(gain),
      shown(gainLow),
      shown(gainHigh),
    ]),
  }
}
