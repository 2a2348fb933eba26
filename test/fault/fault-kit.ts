/** What the fault tests share: a folder of their own, memories over one file, and a view of everything a store shows. */

import assert from 'node:assert/strict'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { LociError } from '../../src/errors.ts'
import type { Host } from '../../src/host/host.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import type { Memory } from '../../src/memory/memory.ts'
import { openMemory } from '../../src/memory/open-memory.ts'
import {
  type OpenSqliteStoreOptions,
  openSqliteStore,
} from '../../src/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { createSimulatedHost, type SimulatedHost } from '../../src/testing/simulated-host.ts'

export const nodeHost: Host = createNodeHost()

/** Removed when the test ends. */
export async function newFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'loci-fault-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export function simulatedHost(seed: number): SimulatedHost {
  return createSimulatedHost({ storage: nodeHost, seed })
}

export interface Opened {
  readonly store: Store
  readonly memory: Memory
}

export async function openAt(
  path: string,
  options: Partial<OpenSqliteStoreOptions> = {},
): Promise<Opened> {
  const host = options.host ?? nodeHost
  const store = await openSqliteStore({ host, path, ...options })
  return { store, memory: await openMemory({ host, store }) }
}

/** Copies a store's files as they are on disk at this moment, as a crash would leave them. */
export async function copyFiles(from: string, to: string): Promise<void> {
  for (const suffix of ['', '-wal']) {
    if (await nodeHost.disk.exists(from + suffix)) await cp(from + suffix, to + suffix)
  }
}

/** Everything that a reader can see, without ids and times: equal worlds have equal views. */
export async function viewOf(store: Store): Promise<unknown> {
  const cubes = await store.scopeCubes({ scope: {} })
  const log = await store.log({})
  const { cubeCount, episodeCount, tombstoneCount, scopeCount } = await store.stats()
  return {
    cubes: cubes.map(({ text, state, version, metadata }) => ({ text, state, version, metadata })),
    log: log.map(({ operation, kind, event }) => [operation, kind, event === null]),
    entities: (await store.entities({})).map((entity) => entity.name),
    counts: { cubeCount, episodeCount, tombstoneCount, scopeCount },
  }
}

export async function assertSound(store: Store, message?: string): Promise<void> {
  assert.deepEqual((await store.verify()).problems, [], message)
}

/** For `assert.rejects`: a LociError of this code, with a hint. */
export function failsWith(...codes: readonly string[]): (error: unknown) => boolean {
  return (error) => {
    assert.ok(LociError.is(error), String(error))
    assert.ok(codes.includes(error.code), `${error.code}: ${error.message}`)
    return error.hint.length > 0
  }
}
