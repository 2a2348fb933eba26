/**
 * What else changed from one version of a memory to the next, beside its text: its state, and of a fact the time in which it held.
 *
 * Worked example: a fact that gave way went from activated to archived and held until the newer one began.
 */

import type { Cube } from '../api-types.ts'
import { formatMoment } from './moment.ts'

function endWords(ms: number | null): string {
  return ms === null ? 'holds on' : `held until ${formatMoment(ms)}`
}

/** Sentences, empty where nothing but the text changed. */
export function versionChanges(before: Cube, after: Cube): string[] {
  const changes: string[] = []
  if (before.state !== after.state) changes.push(`${before.state} → ${after.state}`)
  const [was, is] = [before.fact, after.fact]
  if (was !== undefined && is !== undefined) {
    if (was.validToMs !== is.validToMs) changes.push(endWords(is.validToMs))
    if (was.validFromMs !== is.validFromMs && is.validFromMs !== null) {
      changes.push(`since ${formatMoment(is.validFromMs)}`)
    }
  }
  return changes
}
