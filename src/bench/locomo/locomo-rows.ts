/** A LoCoMo conversation as rows of a scope index, and the moment at which its questions are asked. */

import type { IndexRow } from '../../memory/scope-index.ts'
import type { CubeId } from '../../store/cube.ts'
import type { LocomoConversation } from './load-locomo.ts'

const DAY_MS = 86_400_000

/** One row a turn, dated as its session; the id of a row is its dialog id. */
export function rowsOf({ sessions }: LocomoConversation): IndexRow[] {
  let createdSeq = 0
  return sessions.flatMap(({ name, atMs, turns }) =>
    turns.map(({ dialogId, speaker, text, caption }) => {
      createdSeq += 1
      const id = dialogId as CubeId
      const row = { id, text, caption, role: 'user', speaker, session: name, kind: 'turn' }
      return { ...row, saidAtMs: atMs, createdSeq }
    }),
  )
}

/** Questions are asked the day after the last session. */
export function askedAtMs({ sessions }: LocomoConversation): number {
  return Math.max(...sessions.map((session) => session.atMs)) + DAY_MS
}
