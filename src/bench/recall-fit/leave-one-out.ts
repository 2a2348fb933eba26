/**
 * Weights for each conversation, fitted on all the others, over one corpus or several together.
 *
 * Up to `FOLDS_MAX` conversations each is left out alone; of more, those with the same number modulo the folds are left out together, so
 * that the time is bounded and still no weights have seen the conversation that they are measured on.
 */

import type { FusionWeights } from '../../policy/recall/channel.ts'
import { type Balance, evidenceWeights } from './balance.ts'
import type { FitGroup } from './fit-group.ts'
import { choleskyOf, type Fit, fitWeights } from './fit-weights.ts'
import { penaltiesOf, softmaxHessian, type WeighedGroups } from './softmax-loss.ts'

export const FIT_L2 = 1e-3
export const FOLDS_MAX = 32

export interface FitPlan {
  /** Columns of the groups. */
  readonly names: readonly string[]
  readonly balance: Balance
  /** Weights that are set by hand and not fitted. */
  readonly fixed: FusionWeights
}

export interface LeftOut {
  readonly all: FusionWeights
  readonly fit: Fit
  readonly foldCount: number
  /** The weights that have not seen a conversation; those of all for one that taught nothing. */
  readonly weightsOf: (conversation: string) => FusionWeights
}

export function named({ names, fixed }: FitPlan, { weights }: Fit): FusionWeights {
  return { ...fixed, ...Object.fromEntries(names.map((name, at) => [name, weights[at]!])) }
}

/** Weights fitted on all groups. */
export function fitAll(plan: FitPlan, groups: readonly FitGroup[]): Fit {
  return fitWeights(weighed(plan, groups), new Float64Array(plan.names.length))
}

function weighed({ balance, names }: FitPlan, groups: readonly FitGroup[]): WeighedGroups {
  return {
    groups,
    evidenceWeights: evidenceWeights(groups, balance),
    penalties: penaltiesOf(groups, names.length, FIT_L2),
  }
}

/** `fit`: of all groups, by `fitAll`. Fewer folds cost less time and leave more out. */
export function leaveOneOut(
  plan: FitPlan,
  groups: readonly FitGroup[],
  { fit = fitAll(plan, groups), foldsMax = FOLDS_MAX }: { fit?: Fit; foldsMax?: number } = {},
): LeftOut {
  const conversations = [...new Set(groups.map(({ conversation }) => conversation))]
  const foldCount = Math.min(foldsMax, FOLDS_MAX, conversations.length)
  const foldOf = new Map(conversations.map((name, at) => [name, at % foldCount]))
  const lower = choleskyOf(softmaxHessian(weighed(plan, groups), fit.weights), plan.names.length)
  const folds = Array.from({ length: foldCount }, (_, fold) => {
    const others = groups.filter(({ conversation }) => foldOf.get(conversation) !== fold)
    return named(plan, fitWeights(weighed(plan, others), fit.weights, lower))
  })
  const all = named(plan, fit)
  return { all, fit, foldCount, weightsOf: (name) => folds[foldOf.get(name) ?? -1] ?? all }
}
