/**
 * What operations that passed the walls make: snapshots of new derived memories and next versions of those there are. Pure.
 *
 * A derived memory cites the raw turns it rests on (`provenance.episodes`) and the cubes it was made from (`parents`), lives no longer than the
 * last of its sources, and is no more visible than they are. Paper: survey 2512.13564 (dynamics): extracted, summarised, merged, evolved.
 */

import type {
  AccessPolicy,
  Cube,
  CubeId,
  CubeLink,
  CubeSnapshot,
  Derivation,
  Metadata,
  Provenance,
} from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'
import { snapshotOf } from '../changes.ts'
import type { MemoryOperation } from './formation.ts'

export type AddOperation = Extract<MemoryOperation, { op: 'add' }>
export type ReviseOperation = Extract<MemoryOperation, { op: 'revise' }>
export type RetireOperation = Extract<MemoryOperation, { op: 'retire' }>

/** By whom and in which scope a window is formed. */
export interface FormedBy {
  readonly scope: Scope
  readonly pipeline: string
  readonly modelName: string | null
}

/** What one batch does to one memory that is there. */
export interface ChangedMemory {
  readonly cube: Cube
  revise?: ReviseOperation & { readonly from: readonly Cube[] }
  retire?: RetireOperation & { readonly successorId: CubeId | null }
  readonly links: CubeLink[]
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}

function provenanceOf(
  sources: readonly Cube[],
  parents: readonly CubeId[],
  origin: string,
): Provenance {
  return {
    episodes: unique(sources.flatMap(({ provenance }) => provenance.episodes)),
    parents: unique([...sources.map(({ id }) => id), ...parents]),
    origin,
  }
}

/** Null as soon as one source stays for good. */
function expiryOf(sources: readonly Cube[]): number | null {
  const times = sources.map(({ expiresAtMs }) => expiresAtMs)
  return times.includes(null) ? null : Math.max(...(times as number[]))
}

/** The one policy among sources; `several`: no cube may be made of them together. */
export function sharedAccess(sources: readonly Cube[]): AccessPolicy | null | 'several' {
  const policies = new Map(
    sources.flatMap(({ access }) => (access ? [[JSON.stringify(access), access] as const] : [])),
  )
  if (policies.size > 1) return 'several'
  return policies.values().next().value ?? null
}

/**
 * What every turn that it was made of was remembered with, so that a filter that admits what was said admits what it became. Notes say by
 * their metadata how they are kept, and that is theirs alone.
 */
function sharedMetadata(sources: readonly Cube[]): Metadata {
  const [first, ...rest] = sources
  if (first === undefined || sources.some(({ kind }) => kind !== 'turn')) return {}
  const shared = Object.entries(first.metadata).filter(([key, value]) => {
    const written = JSON.stringify(value)
    return rest.every(({ metadata }) => JSON.stringify(metadata[key]) === written)
  })
  return Object.fromEntries(shared)
}

function derivationOf(op: AddOperation, by: FormedBy): Derivation {
  return {
    pipeline: by.pipeline,
    dynamic: op.dynamic ?? 'extracted',
    model: by.modelName,
    confidence: op.confidence ?? 1,
    spans: op.spans ?? [],
  }
}

export interface NewMemory {
  readonly id: CubeId
  readonly op: AddOperation
  readonly from: readonly Cube[]
  readonly links: CubeLink[]
}

export function newMemory({ id, op, from, links }: NewMemory, by: FormedBy): CubeSnapshot {
  const sessions = unique(from.map(({ session }) => session))
  const access = sharedAccess(from)
  return {
    id,
    kind: 'derived',
    level: 'plaintext',
    form: 'token',
    function: op.function ?? 'factual',
    scope: by.scope,
    version: 1,
    state: 'generated',
    text: op.text.trim(),
    caption: null,
    role: 'system',
    speaker: op.speaker ?? null,
    session: sessions.length === 1 ? sessions[0]! : null,
    metadata: { ...sharedMetadata(from), ...op.metadata },
    provenance: provenanceOf(from, op.parents ?? [], `form:${by.pipeline}`),
    author: 'auto',
    isProtected: false,
    saidAtMs: op.saidAtMs ?? Math.max(...from.map(({ saidAtMs }) => saidAtMs)),
    expiresAtMs: expiryOf(from),
    derivation: derivationOf(op, by),
    ...(op.fact === undefined ? {} : { fact: op.fact }),
    ...(links.length === 0 ? {} : { links }),
    ...(access === null || access === 'several' ? {} : { access }),
  }
}

function revised(cube: Cube, op: NonNullable<ChangedMemory['revise']>, by: FormedBy) {
  const { from } = op
  const before = cube.derivation
  // A fact of which only the interval is put right is not said anew.
  const isSaidAnew = op.text !== undefined || op.fact === undefined
  const said = isSaidAnew ? from.map(({ saidAtMs }) => saidAtMs) : []
  const latest = Math.max(cube.saidAtMs, ...said)
  const lives = [cube, ...from]
  const { episodes, parents } = provenanceOf(from, [], '')
  const access = sharedAccess(lives)
  return {
    text: op.text?.trim() ?? cube.text,
    metadata: op.metadata ?? cube.metadata,
    ...(op.fact === undefined ? {} : { fact: op.fact }),
    provenance: {
      ...cube.provenance,
      episodes: unique([...cube.provenance.episodes, ...episodes]),
      parents: unique([...cube.provenance.parents, ...parents]),
    },
    derivation: {
      pipeline: by.pipeline,
      dynamic: op.dynamic ?? 'evolved',
      model: by.modelName,
      confidence: before?.confidence ?? 1,
      spans: before?.spans ?? [],
    },
    author: 'auto',
    saidAtMs: latest,
    expiresAtMs: expiryOf(lives),
    ...(access === null || access === 'several' ? {} : { access }),
  } satisfies Partial<CubeSnapshot>
}

function retired({ fact, metadata }: CubeSnapshot, op: NonNullable<ChangedMemory['retire']>) {
  const { successorId, validToMs, reason } = op
  const told: Metadata = { ...metadata, retired: reason }
  return {
    state: 'archived',
    metadata: told,
    ...(successorId === null ? {} : { successor: successorId }),
    ...(fact === undefined || validToMs === undefined ? {} : { fact: { ...fact, validToMs } }),
  } satisfies Partial<CubeSnapshot>
}

/** The next version: one for everything that a batch does to a memory. */
export function changedMemory(change: ChangedMemory, by: FormedBy): CubeSnapshot {
  const { cube, revise, retire, links } = change
  let next: CubeSnapshot = { ...snapshotOf(cube), version: cube.version + 1 }
  if (revise !== undefined) next = { ...next, ...revised(cube, revise, by) }
  if (links.length > 0) next = { ...next, links: [...(cube.links ?? []), ...links] }
  if (retire !== undefined) next = { ...next, ...retired(next, retire) }
  return next
}
