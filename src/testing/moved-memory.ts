/** A memory over a store in this process, with a clock that the test moves and settings that it puts. */

import { createNodeHost } from '../host/node-host.ts'
import type { Memory } from '../memory/memory.ts'
import { openMemory } from '../memory/open-memory.ts'
import type { BatchId, CubeId, JsonValue } from '../store/cube.ts'
import { type Scope, scopeKey } from '../store/scope.ts'
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { sampleSnapshot } from './sample-events.ts'
import { createSimulatedHost } from './simulated-host.ts'

export const DAY_MS = 86_400_000

export interface MovedMemory extends AsyncDisposable {
  readonly memory: Memory
  readonly store: Store
  pass(ms: number): void
  /** As a settings surface leaves them: a named cube of the exact scope. */
  putSettings(scope: Scope, settings: Readonly<Record<string, JsonValue>>): Promise<void>
}

export async function openMovedMemory(path = ':memory:'): Promise<MovedMemory> {
  const host = createSimulatedHost({ storage: createNodeHost(), seed: 5 })
  const store = await openSqliteStore({ host, path })
  const memory = await openMemory({ host, store })
  return {
    memory,
    store,
    pass: (ms) => host.moveClock(ms),
    async putSettings(scope, settings) {
      const id = `setting-${scopeKey(scope)}`
      const cube = sampleSnapshot(id, {
        id: id as CubeId,
        kind: 'setting',
        name: 'settings',
        scope,
        text: '',
        metadata: settings,
        provenance: { episodes: [], parents: [], origin: 'setting' },
      })
      await store.append({
        batch: id as BatchId,
        operation: 'put-setting',
        nowMs: host.clock.nowMs(),
        events: [{ kind: 'cube-changed', change: 'add', cube }],
      })
    },
    [Symbol.asyncDispose]: () => memory.close(),
  }
}
