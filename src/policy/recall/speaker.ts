/**
 * The `speaker` channel: the turn was said by somebody whom the question names.
 *
 * When it names several, the first is mostly the one who knows ("What did Maria give John?"): `subject` is a column of its own.
 */

import type { Channel } from './channel.ts'
import type { QuestionFacts, ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'

function mark(speakers: Int32Array, speaker: number, column: Float32Array, end: number): void {
  for (let slot = 0; slot < end; slot += 1) if (speakers[slot] === speaker) column[slot] = 1
}

function fill(scope: ScopeColumns, question: QuestionFacts, table: FeatureTable): void {
  if (question.speakers.length === 0) return
  const column = table.open('speaker')
  const { speakers, slotCount } = scope
  for (const { speaker } of question.speakers) mark(speakers, speaker, column, slotCount)
  const [subject, other] = question.speakers
  if (other !== undefined) mark(speakers, subject!.speaker, table.open('subject'), slotCount)
}

export const speaker: Channel = {
  name: 'speaker',
  features: ['speaker', 'subject'],
  isEvidence: true,
  fill,
  because: (scope, question, slot) => {
    const named = question.speakers.find((one) => one.speaker === scope.speakers[slot])
    return named === undefined ? '' : `said by ${named.name}`
  },
}
