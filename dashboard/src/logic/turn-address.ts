/**
 * The address of a turn in its conversation.
 *
 * With a session, the session; without one, the timeline from a little before the turn, by log position (the list's cursor), so
 * that what was said around it is in sight.
 */

import type { Cube } from '../api-types.ts'
import { routeHash } from './route.ts'
import { scopeKey } from './scope-key.ts'

/** Log positions before the turn: about as many turns, or fewer where other scopes wrote in between. */
const POSITIONS_BEFORE = 20

export function turnAddress(cube: Pick<Cube, 'id' | 'session' | 'createdSeq' | 'scope'>): string {
  const { id, session, createdSeq } = cube
  const scope = scopeKey(cube.scope)
  if (session !== null) return routeHash('conversations', { scope, session, turn: id })
  const from = Math.max(0, createdSeq - POSITIONS_BEFORE)
  return routeHash('conversations', { scope, from, turn: id })
}
