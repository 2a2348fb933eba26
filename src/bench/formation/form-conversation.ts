/**
 * One conversation in a memory of its own, its sessions remembered and formed by a pipeline that asks a model, or by none.
 *
 * The clock stands at the moment after the last session, so that the same prompts are asked again word for word.
 */

import type { Clock } from '../../host/clock.ts'
import type { Host } from '../../host/host.ts'
import { openKernels } from '../../kernels/open-kernels.ts'
import type { Memory } from '../../memory/memory.ts'
import { openMemory } from '../../memory/open-memory.ts'
import type { Model } from '../../model/model.ts'
import { openEmbedding } from '../../open-embedding.ts'
import type { CubeId } from '../../store/cube.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import type { LocomoConversation } from '../locomo/load-locomo.ts'
import { askedAtMs } from '../locomo/locomo-rows.ts'
import { rememberConversation } from '../locomo/remember-conversation.ts'

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

function still(clock: Clock, nowMs: number): Clock {
  return { monotonicMs: () => clock.monotonicMs(), nowMs: () => nowMs }
}

/** A memory that dies with the run, by words and the static table; nothing in it is formed by itself. */
async function openStill(host: Host, model: Model | null): Promise<Memory> {
  const kernels = await openKernels({ disk: host.disk })
  const { embedding } = await openEmbedding({ host, kernels, choice: 'static', isMaker: false })
  const store = await openSqliteStore({ host, path: ':memory:' })
  return openMemory({ host, store, embedding, model, forming: { isWorker: false } })
}

export async function formConversation(
  conversation: LocomoConversation,
  { host, model, pipeline }: FormPlan,
): Promise<FormedConversation> {
  const nowMs = askedAtMs(conversation)
  const memory = await openStill({ ...host, clock: still(host.clock, nowMs) }, model)
  const dialogOf = await rememberConversation(memory, scope, conversation)
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
