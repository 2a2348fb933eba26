/** A conversation into a memory, one call a session; the dialog id of each cube. */

import type { Memory } from '../../memory/memory.ts'
import type { CubeId } from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'
import type { LocomoConversation } from './load-locomo.ts'

export async function rememberConversation(
  memory: Memory,
  scope: Scope,
  { sessions }: LocomoConversation,
): Promise<Map<CubeId, string>> {
  const dialogOf = new Map<CubeId, string>()
  for (const { name, atMs, turns } of sessions) {
    const { ids } = await memory.remember({
      scope,
      session: name,
      turns: turns.map(({ text, speaker, caption }) => ({
        text,
        speaker,
        at: atMs,
        ...(caption === null ? {} : { caption }),
      })),
    })
    ids.forEach((id, at) => {
      dialogOf.set(id, turns[at]!.dialogId)
    })
  }
  return dialogOf
}
