/**
 * A small world in which one pipeline forms: a store in memory, a clock that stands still, one window a call.
 *
 * Real parts throughout: it is `memory.formation` over a store, asked for exactly the turns that were just remembered. Turns said before are kept
 * too and formed by nobody.
 */

import type { Host } from '../host/host.ts'
import { createNodeHost } from '../host/node-host.ts'
import type { FormationReceipt } from '../memory/form/formation-desk.ts'
import type { Memory, Turn } from '../memory/memory.ts'
import { openMemory } from '../memory/open-memory.ts'
import type { Model } from '../model/model.ts'
import { assert } from '../stdx/assert.ts'
import type { BatchId, Cube, CubeId } from '../store/cube.ts'
import type { Scope } from '../store/scope.ts'
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts'

export interface FormationWorldOptions {
  readonly model: Model
  readonly pipeline: string
  readonly instructions?: string
  readonly startMs: number
}

export class FormationWorld implements AsyncDisposable {
  readonly memory: Memory
  readonly #pipeline: string

  constructor(memory: Memory, pipeline: string) {
    this.memory = memory
    this.#pipeline = pipeline
  }

  async remember(scope: Scope, turns: readonly Turn[]): Promise<readonly CubeId[]> {
    return (await this.memory.remember({ scope, turns })).ids
  }

  /** Live derived memories of exactly this scope, oldest first. */
  async derived(scope: Scope): Promise<readonly Cube[]> {
    const { cubes } = await this.memory.list({ scope, kinds: ['derived'], limit: 1_000 })
    return cubes
  }

  async versions(id: CubeId): Promise<readonly Cube[]> {
    return (await this.memory.history(id)).map(({ cube }) => cube)
  }

  /** Turns become memories by the pipeline of this world, as one window. */
  async form(scope: Scope, turns: readonly Turn[]): Promise<FormationReceipt> {
    const ids = await this.remember(scope, turns)
    const { receipts } = await this.memory.formation.form({ scope, pipeline: this.#pipeline, ids })
    const [receipt] = receipts
    assert(receipt !== undefined && receipts.length === 1, 'the turns are one window')
    return receipt
  }

  /** Takes back what a window wrote. */
  async undo({ batch }: { readonly batch: BatchId | null }): Promise<void> {
    assert(batch !== null, 'the window wrote something')
    await this.memory.undo(batch)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.memory.close()
  }
}

export async function openFormationWorld(options: FormationWorldOptions): Promise<FormationWorld> {
  const { model, pipeline, instructions = null, startMs } = options
  const clock = { nowMs: () => startMs, monotonicMs: () => 0 }
  const host: Host = { ...createNodeHost(), clock }
  const store = await openSqliteStore({ host, path: ':memory:' })
  const memory = await openMemory({
    host,
    store,
    model,
    settings: { instructions, formation: 'asked' },
    forming: { isWorker: false },
  })
  return new FormationWorld(memory, pipeline)
}
