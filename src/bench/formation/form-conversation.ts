/**
 * One conversation in a memory of its own, its sessions remembered and formed by a pipeline that asks a model, or by none.
 *
 * The clock stands at the moment after the last session, so that the same prompts are asked again word for word.
 */

import type { Host } from '../../host/host.ts'
import type { Memory } from '../../memory/memory.ts'
import type { Model } from '../../model/model.ts'
import { openLoci } from '../../open-loci.ts'
import type { CubeId } from '../../store/cube.ts'
import type { LocomoConversation } from '../locomo/load-locomo.ts'
import { askedAtMs } from '../locomo/locomo-rows.ts'

export interface FormedConversation extends AsyncDisposable {
  readonly memory: Memory
  readonly dialogOf: ReadonlyMap<CubeId, string>
  readonly windowCount: number
  readonly failureCount: number
}

export const scope = { user: 'locomo' } as const

export interface FormPlan {
  readonly host: Host
  readonly model: Model | null
  readonly pipeline: string
}

export async function formConversation(
  conversation: LocomoConversation,
  { host, model, pipeline }: FormPlan,
): Promise<FormedConversation> {
  const nowMs = askedAtMs(conversation)
  const memory = await openLoci({
    path: ':memory:',
    embedder: 'static',
    host: { ...host, clock: { ...host.clock, nowMs: () => nowMs } },
    ...(model === null ? {} : { model }),
  })
  const dialogOf = new Map<CubeId, string>()
  for (const { name, atMs, turns } of conversation.sessions) {
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
  const { receipts } = await memory.formation.form({ scope, pipeline })
  const failureCount = receipts.reduce((sum, { failures }) => sum + failures.length, 0)
  return {
    memory,
    dialogOf,
    windowCount: receipts.length,
    failureCount,
    [Symbol.asyncDispose]: () => memory.close(),
  }
}
