/**
 * What must hold after any run of formation, read from the store and its log alone.
 *
 * Lost: a turn that is not there, live, word for word. Without provenance: a version of a derived memory that names no episode, no parent or no
 * pipeline, or one that does not exist. Crossed: a version whose scope, sources, links, successor or very words are somebody else's, and any
 * version that formation wrote of a cube outside of the scope it was forming. Everything is counted by version, not only as things ended.
 */

import { isLive } from '../../memory/lifecycle.ts'
import type { Memory } from '../../memory/memory.ts'
import type { CubeId, CubeSnapshot } from '../../store/cube.ts'
import { type Scope, scopeKey } from '../../store/scope.ts'
import type { LogEntry, Store } from '../../store/store.ts'
import { type Person, type SaidWindow, tokensIn } from './faults-world.ts'

export interface StoreVerdict {
  readonly turnsLost: number
  readonly withoutProvenance: number
  readonly scopesCrossed: number
}

/** A turn as it was acknowledged. */
export interface KeptTurn {
  readonly id: CubeId
  readonly scope: Scope
  readonly text: string
}

const LOG_CHUNK = 1_000

/** What was written after a position. */
async function logAfter(store: Store, position: number): Promise<LogEntry[]> {
  const entries: LogEntry[] = []
  for (;;) {
    const afterSeq = entries.at(-1)?.seq ?? position
    const chunk = await store.log({ afterSeq, limit: LOG_CHUNK })
    entries.push(...chunk)
    if (chunk.length < LOG_CHUNK) return entries
  }
}

async function lostTurns(memory: Memory, turns: readonly KeptTurn[]): Promise<number> {
  const found = new Map<string, string>()
  const scopes = new Map(turns.map(({ scope }) => [scopeKey(scope), scope]))
  for (const scope of scopes.values()) {
    const { cubes } = await memory.list({ scope, kinds: ['turn'], limit: 1_000 })
    for (const cube of cubes) if (isLive(cube)) found.set(cube.id, cube.text)
  }
  return turns.filter(({ id, text }) => found.get(id) !== text).length
}

/** Whose each cube and each episode of a store is, runs before this one included. */
export class Owners {
  readonly cubes = new Map<string, string>()
  readonly episodes = new Map<string, string>()

  add(entries: readonly LogEntry[]): void {
    for (const { event } of entries) {
      if (event?.kind === 'turn-remembered') {
        this.episodes.set(event.episode.id, scopeKey(event.episode.scope))
        this.cubes.set(event.cube.id, scopeKey(event.cube.scope))
      } else if (event?.kind === 'cube-changed' && event.cube.version === 1) {
        this.cubes.set(event.cube.id, scopeKey(event.cube.scope))
      }
    }
  }

  /** Whether a version is grounded: a pipeline, and episodes and parents that exist. */
  isGrounded({ derivation, provenance }: CubeSnapshot): boolean {
    const { episodes, parents } = provenance
    return (
      derivation?.pipeline !== undefined &&
      episodes.length > 0 &&
      parents.length > 0 &&
      episodes.every((id) => this.episodes.has(id)) &&
      parents.every((id) => this.cubes.has(id))
    )
  }

  isCrossed(cube: CubeSnapshot, people: readonly Person[]): boolean {
    const own = scopeKey(cube.scope)
    const { provenance, links = [], successor } = cube
    const cubes = [...provenance.parents, ...links.map(({ to }) => to), successor ?? []].flat()
    const isForeign = (owner: string | undefined): boolean => owner !== undefined && owner !== own
    return (
      this.cubes.get(cube.id) !== own ||
      cubes.some((id) => isForeign(this.cubes.get(id))) ||
      provenance.episodes.some((id) => isForeign(this.episodes.get(id))) ||
      hasForeignWords(cube, people)
    )
  }
}

/** Attempts keep what a model said as it came; they are no memories, and their words are its own. */
function hasForeignWords(cube: CubeSnapshot, people: readonly Person[]): boolean {
  const { kind, scope, text, metadata, fact } = cube
  if (kind !== 'derived') return false
  const person = people.find((one) => scopeKey(one.scope) === scopeKey(scope))
  const words = JSON.stringify([text, metadata, fact ?? null])
  return tokensIn(words).some((token) => person === undefined || !token.startsWith(person.mark))
}

/** What one run left behind. */
export interface RunToJudge {
  readonly memory: Memory
  readonly store: Store
  readonly owners: Owners
  readonly people: readonly Person[]
  readonly turns: readonly KeptTurn[]
  /** Where the log stood before it. */
  readonly position: number
}

export async function judgeStore(run: RunToJudge): Promise<StoreVerdict> {
  const { memory, store, owners, people, turns, position } = run
  const entries = await logAfter(store, position)
  owners.add(entries)
  const written = entries.flatMap(({ event }) =>
    event?.kind === 'cube-changed' ? [event.cube] : [],
  )
  const formed = written.filter(({ kind }) => kind === 'derived' || kind === 'attempt')
  const derived = formed.filter(({ kind }) => kind === 'derived')
  // Nobody but formation wrote after the turns were remembered, so a further version of a turn is its doing.
  const rewritten = written.filter(({ kind }) => kind === 'turn' || kind === 'note')
  return {
    turnsLost: (await lostTurns(memory, turns)) + rewritten.length,
    withoutProvenance: derived.filter((cube) => !owners.isGrounded(cube)).length,
    scopesCrossed: formed.filter((cube) => owners.isCrossed(cube, people)).length,
  }
}

/** Tokens of a window that no derived memory holds, whatever became of that memory. */
export async function missingTokens(store: Store, { person, tokens }: SaidWindow): Promise<number> {
  const cubes = await store.scopeCubes({ scope: person.scope })
  const held = new Set(
    cubes.filter(({ kind }) => kind === 'derived').flatMap(({ text }) => tokensIn(text)),
  )
  return tokens.filter((token) => !held.has(token)).length
}
