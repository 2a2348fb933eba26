/**
 * The seam of a recall channel: one reason why a turn may answer a question, as feature columns that fusion weighs.
 *
 * A channel that has nothing to say opens no column and costs nothing. Values are at least 0 and of order 1 to 10; their sign and
 * importance are the weights' business. `isEvidence`: a turn that shares this with the question may be a hit; a turn that has only
 * the other channels (its shape, its date) never is.
 */

import type { QuestionFacts, ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'

/** Feature name -> weight; a feature that is not named weighs 0. */
export type FusionWeights = Readonly<Record<string, number>>

/** A channel whose columns are all dense: search weighs them in one pass and never fills them; fitting still does. */
export interface DenseForm {
  /** Adds every column times its weight: what filling and fusing would give. */
  weigh(
    scope: ScopeColumns,
    question: QuestionFacts,
    weights: FusionWeights,
    fused: Float64Array,
  ): void
  /** The column's value at one slot. */
  valueAt(feature: string, scope: ScopeColumns, question: QuestionFacts, slot: number): number
}

export interface Channel {
  readonly name: string
  /** Feature columns, each with a weight of its own. */
  readonly features: readonly string[]
  readonly isEvidence: boolean
  /** Filled only for callers who wish it; then it counts in rank fusion as evidence does. */
  readonly isWish?: boolean
  /** The features that are evidence, when not all are. */
  readonly evidence?: readonly string[]
  /** Set: filled after the others were fused once, and told of so many best slots of that first look. */
  readonly looksAgainAt?: number
  /** True: there is nothing to look at again here, so nothing need be ranked for it. */
  isSilent?(scope: ScopeColumns, question: QuestionFacts): boolean
  readonly dense?: DenseForm
  fill(
    scope: ScopeColumns,
    question: QuestionFacts,
    table: FeatureTable,
    first?: readonly number[],
  ): void
  /** What matched at a slot, for a reader; empty when nothing did. */
  because(scope: ScopeColumns, question: QuestionFacts, slot: number, table: FeatureTable): string
}
