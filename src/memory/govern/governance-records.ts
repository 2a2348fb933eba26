/**
 * What governance keeps of its own decisions: named cubes of the reserved scope, each change a new version in the hash-chained log.
 *
 * Nobody else can write there: no caller can name the scope, and `checkMayChange` refuses what came by id. So this writes past that
 * check and past legal holds. A record holds ids, counts, hashes and the words of whoever decided; never memory content.
 */

import { LociError } from '../../errors.ts'
import type { Actor, Cube, CubeId, CubeSnapshot, JsonValue } from '../../store/cube.ts'
import type { LogEvent } from '../../store/events.ts'
import { governanceScope } from '../../store/scope.ts'
import { snapshotOf } from '../changes.ts'
import { createId } from '../ids.ts'
import type { Change, MemoryCore } from '../memory-core.ts'
import { ownCube } from '../own-cube.ts'

export type RecordKind = 'change' | 'certificate'

export interface RecordContent {
  /** One sentence for readers. */
  readonly text: string
  readonly facts: { readonly [key: string]: JsonValue }
  readonly actor: Actor
  /** Nothing may follow it: the record is closed. */
  readonly isFinal?: boolean
}

export class GovernanceRecords {
  readonly #core: MemoryCore
  readonly #kind: RecordKind

  constructor(core: MemoryCore, kind: RecordKind) {
    this.#core = core
    this.#kind = kind
  }

  async get(name: string): Promise<Cube | null> {
    const [cube] = await this.#core.store.named({
      kind: this.#kind,
      scope: governanceScope,
      name,
    })
    return cube ?? null
  }

  /** In creation order. */
  list(): Promise<Cube[]> {
    return this.#core.store.named({ kind: this.#kind, scope: governanceScope })
  }

  /** The next version of a record, to be appended together with what it tells of. */
  changeOf(name: string, kept: Cube | null, content: RecordContent): Change {
    if (kept?.state === 'frozen') {
      throw new LociError('MEMORY_PROTECTED', `${name} is closed`, { details: { id: kept.id } })
    }
    const parts = {
      text: content.text,
      metadata: content.facts,
      author: content.actor,
      state: content.isFinal === true ? 'frozen' : 'activated',
    } as const
    const id = kept?.id ?? createId<CubeId>(this.#core.host)
    const cube: CubeSnapshot =
      kept === null
        ? { ...this.#first(id, name), ...parts }
        : { ...snapshotOf(kept), ...parts, version: kept.version + 1 }
    const event: LogEvent = {
      kind: 'cube-changed',
      change: kept === null ? 'add' : 'update',
      cube,
    }
    return {
      events: [event],
      expect: new Map([[id, kept?.version ?? 0]]),
      ...(kept === null
        ? { expectFree: [{ kind: this.#kind, scope: governanceScope, name }] }
        : {}),
    }
  }

  /** Reads, decides, writes; again when another writer was quicker. Returns what was written. */
  async put(
    name: string,
    operation: string,
    content: (current: Cube | null) => RecordContent | Promise<RecordContent>,
  ): Promise<Cube> {
    const batch = this.#core.newBatch()
    await this.#core.change({ batch, operation }, async () => {
      const kept = await this.get(name)
      return this.changeOf(name, kept, await content(kept))
    })
    return (await this.get(name))!
  }

  #first(id: CubeId, name: string): CubeSnapshot {
    return ownCube({
      id,
      kind: this.#kind,
      name,
      function: 'factual',
      scope: governanceScope,
      provenance: { episodes: [], parents: [], origin: 'governance' },
      author: 'user',
      isProtected: true,
      saidAtMs: this.#core.host.clock.nowMs(),
    })
  }
}
