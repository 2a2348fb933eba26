/**
 * The seam of a recall channel: one reason why a turn may answer a question, as feature columns that fusion weighs.
 *
 * A channel that has nothing to say opens no column and costs nothing. Values are at least 0 and of order 1 to 10; their sign and
 * importance are the weights' business. `isEvidence`: a turn that shares this with the question may be a hit; a turn that has only
 * the other channels (its shape, its date) never is.
 */

import type { QuestionFacts, ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'

export interface Channel {
  readonly name: string
  /** Feature columns, each with a weight of its own. */
  readonly features: readonly string[]
  readonly isEvidence: boolean
  fill(scope: ScopeColumns, question: QuestionFacts, table: FeatureTable): void
  /** What matched at a slot, for a reader; empty when nothing did. */
  because(scope: ScopeColumns, question: QuestionFacts, slot: number, table: FeatureTable): string
}
