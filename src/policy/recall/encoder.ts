/**
 * The `encoder` channel: how near an encoder puts the turn to the question, the turns around it, its session, and the window of the
 * turn with its neighbours read as one text.
 *
 * The window is what pooling three vectors cannot give: "Yes, last May." means something only after "Did you run a marathon?".
 */

import type { Channel } from './channel.ts'
import type { QuestionFacts, ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'
import { fillMeaning, type MeaningNames, nearestOf } from './meaning.ts'

const names: MeaningNames = {
  own: 'encoded',
  previous: 'encodedPrevious',
  next: 'encodedNext',
  session: 'sessionEncoded',
  sessionMean: 'sessionEncodedMean',
}

function fill(scope: ScopeColumns, question: QuestionFacts, table: FeatureTable): void {
  if (scope.encoded === null || question.encoded === null) return
  const { whole: vector } = question.encoded
  fillMeaning(scope, { column: scope.encoded.turns, vector }, table, names)
  const window = table.open('window')
  scope.encoded.windows.cosines(vector, window)
  for (let slot = 0; slot < scope.slotCount; slot += 1) if (window[slot]! < 0) window[slot] = 0
}

export const encoder: Channel = {
  name: 'encoder',
  features: [...Object.values(names), 'window'],
  isEvidence: false,
  fill,
  because: (_scope, _question, slot, table) => {
    const window = table.valueAt('window', slot)
    const read = window > 0 ? `; read with its neighbours ${window.toFixed(2)}` : ''
    const near = nearestOf(table, names, slot)
    if (near === null) {
      const own = table.valueAt(names.own, slot).toFixed(2)
      return `the encoder finds nothing near (cosine ${own}${read})`
    }
    return `the encoder finds ${near.what} near (cosine ${near.cosine}${read})`
  },
}
