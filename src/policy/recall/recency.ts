/** The `recency` channel: what was said lately, and only when the caller prefers it. Half as much for each month of age. */

import type { Channel } from './channel.ts'
import type { QuestionFacts, ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'

export const RECENCY_HALF_LIFE_MS = 30 * 86_400_000

function fill(scope: ScopeColumns, question: QuestionFacts, table: FeatureTable): void {
  if (!question.prefersRecent) return
  const column = table.open('recency')
  for (let slot = 0; slot < scope.slotCount; slot += 1) {
    const ageMs = Math.max(0, question.nowMs - scope.saidMs[slot]!)
    column[slot] = 2 ** (-ageMs / RECENCY_HALF_LIFE_MS)
  }
}

export const recency: Channel = {
  name: 'recency',
  features: ['recency'],
  isEvidence: false,
  isWish: true,
  fill,
  because: (_scope, question, _slot) => (question.prefersRecent ? 'said lately' : ''),
}
