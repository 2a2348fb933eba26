/**
 * Applies what came of one window, as one batch that `undo` takes back whole.
 *
 * Events are made from what passed the walls, expect every version they were made from (the sources' too, so that nothing is formed from a turn
 * that is purged at the same moment), and carry the job as their idempotency key: two workers or a retry write once. A failure's raw answer
 * goes along as a cube of kind `attempt`. Whoever meets another writer looks again at what that writer left.
 */

import { LociError } from '../../errors.ts'
import { sha256Hex } from '../../host/digest.ts'
import type { BatchId, Cube, CubeId, CubeSnapshot } from '../../store/cube.ts'
import type { LogEvent } from '../../store/events.ts'
import { scopeKey } from '../../store/scope.ts'
import type { LogPosition } from '../../store/store.ts'
import { createId } from '../ids.ts'
import { isLive } from '../lifecycle.ts'
import { CONFLICT_RETRIES_MAX } from '../limits.ts'
import type { MemoryCore } from '../memory-core.ts'
import { attemptCube } from './attempt-cube.ts'
import { changedMemory, newMemory } from './derived-cubes.ts'
import type { DerivedMemories } from './derived-memories.ts'
import type { FormationInput, FormationOutcome } from './formation.ts'
import { OperationWalls } from './operation-walls.ts'

export interface ApplyRequest {
  readonly batch: BatchId
  /** Names what is written, once and for all: a job's id and round. */
  readonly key: string
  /** Names the attempts of this try. */
  readonly attempt: string
  readonly input: FormationInput
  readonly pipeline: string
  readonly modelName: string | null
  /** Version at which each memory was offered to the pipeline. */
  readonly offered: ReadonlyMap<CubeId, number>
  readonly outcome: FormationOutcome
}

export interface Applied {
  readonly added: readonly CubeId[]
  readonly revised: readonly CubeId[]
  readonly retired: readonly CubeId[]
  readonly refused: readonly string[]
  /** Asked for and there already. */
  readonly duplicateCount: number
  /** Null: nothing had to be written. */
  readonly position: LogPosition | null
  /** Whether it was written before, by this job's earlier try or by another worker. */
  readonly isRepeated: boolean
}

export const nothingApplied: Applied = {
  added: [],
  revised: [],
  retired: [],
  refused: [],
  duplicateCount: 0,
  position: null,
  isRepeated: false,
}

interface Prepared {
  readonly walls: OperationWalls
  readonly events: readonly LogEvent[]
  readonly expect: ReadonlyMap<CubeId, number>
}

/** Throws MEMORY_CHANGED when another writer was quicker too often; then nothing was written. */
export async function applyOperations(
  core: MemoryCore,
  derived: DerivedMemories,
  request: ApplyRequest,
): Promise<Applied> {
  const { batch, key, input } = request
  for (let attempt = 1; ; attempt += 1) {
    const { walls, events, expect } = await prepare(core, derived, request)
    const told = toldOf(walls)
    if (events.length === 0) return (await formedBatch(core, batch)) ?? told
    const outcome = await core.append({
      batch,
      operation: 'form',
      events,
      expect,
      idempotency: { scope: input.scope, key: `form:${key}`, digest: sha256Hex(key) },
    })
    if (outcome.outcome === 'committed') return { ...told, position: outcome.lastSeq }
    if (outcome.outcome === 'repeated') return repeatedBatch(core, outcome.batch)
    if (outcome.outcome === 'mismatch' || attempt >= CONFLICT_RETRIES_MAX) {
      throw new LociError('MEMORY_CHANGED', `forming met another writer ${attempt} times`)
    }
  }
}

function toldOf(walls: OperationWalls): Applied {
  const changes = [...walls.changes.values()]
  const isRetired = changes.filter(({ retire }) => retire !== undefined)
  return {
    ...nothingApplied,
    added: walls.adds.map(({ id }) => id),
    revised: changes.filter(({ retire }) => retire === undefined).map(({ cube }) => cube.id),
    retired: isRetired.map(({ cube }) => cube.id),
    refused: walls.refused,
    duplicateCount: walls.duplicateCount,
  }
}

/** What a batch that is written did, as its log rows say. Null: there is no such batch. */
export async function formedBatch(core: MemoryCore, batch: BatchId): Promise<Applied | null> {
  const entries = await core.store.log({ batch })
  if (entries.length === 0) return null
  const cubes = entries.flatMap(({ event }) => (event?.kind === 'cube-changed' ? [event.cube] : []))
  const derived = cubes.filter(({ kind }) => kind === 'derived')
  const ids = (those: readonly CubeSnapshot[]) => those.map(({ id }) => id)
  return {
    ...nothingApplied,
    added: ids(derived.filter(({ version }) => version === 1)),
    revised: ids(derived.filter((cube) => cube.version > 1 && isLive(cube))),
    retired: ids(derived.filter((cube) => cube.version > 1 && !isLive(cube))),
    position: entries.at(-1)!.seq,
    isRepeated: true,
  }
}

async function repeatedBatch(core: MemoryCore, batch: BatchId): Promise<Applied> {
  return (await formedBatch(core, batch)) ?? { ...nothingApplied, isRepeated: true }
}

async function prepare(
  core: MemoryCore,
  derived: DerivedMemories,
  request: ApplyRequest,
): Promise<Prepared> {
  const { input, offered, outcome, pipeline, modelName } = request
  const by = { scope: input.scope, pipeline, modelName }
  const memories = await derived.open(input.scope)
  const turns = await currentCubes(core, [...input.turns.map(({ id }) => id)])
  const sources = new Map([...turns].filter(([, cube]) => isLive(cube) && isOfScope(cube, request)))
  const walls = new OperationWalls({
    scope: input.scope,
    sources,
    offered,
    current: await currentCubes(core, [...offered.keys()]),
    withText: (text) => {
      const id = memories.withText(text)
      return id === undefined ? undefined : memories.get(id)
    },
    newId: () => createId<CubeId>(core.host),
  })
  walls.admit(outcome.operations)
  const made = walls.adds.map((add) => newMemory(add, by))
  const changed = [...walls.changes.values()].map((change) => changedMemory(change, by))
  const attempts = outcome.failures.flatMap((failure, index) =>
    attemptCube(failure, { request, index, sources: [...sources.values()], host: core.host }),
  )
  const cubes = [...made, ...changed, ...attempts]
  return {
    walls,
    events: cubes.map((cube) => eventOf(cube)),
    expect: expectationOf(cubes, [...sources.values()]),
  }
}

function isOfScope(cube: Cube, { input }: ApplyRequest): boolean {
  return scopeKey(cube.scope) === scopeKey(input.scope)
}

async function currentCubes(
  { store }: MemoryCore,
  ids: readonly CubeId[],
): Promise<Map<CubeId, Cube>> {
  const cubes = await store.cubes(ids)
  return new Map(cubes.flatMap((cube) => (cube === null ? [] : [[cube.id, cube] as const])))
}

function eventOf(cube: CubeSnapshot): LogEvent {
  const isRetired = cube.kind === 'derived' && !isLive(cube)
  const change = cube.version === 1 ? 'add' : isRetired ? 'state' : 'update'
  return { kind: 'cube-changed', change, cube }
}

function expectationOf(
  cubes: readonly CubeSnapshot[],
  sources: readonly Cube[],
): Map<CubeId, number> {
  return new Map([
    ...sources.map(({ id, version }) => [id, version] as const),
    ...cubes.map(({ id, version }) => [id, version - 1] as const),
  ])
}
