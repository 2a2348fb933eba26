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
import { people, type SaidWindow, tokensIn } from './faults-world.ts'

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

async function wholeLog(store: Store): Promise<LogEntry[]> {
  const entries: LogEntry[] = []
  for (;;) {
    const afterSeq = entries.at(-1)?.seq ?? 0
    const chunk = await store.log({ afterSeq, limit: LOG_CHUNK })
    entries.push(...chunk)
    if (chunk.length < LOG_CHUNK) return entries
  }
}

async function lostTurns(memory: Memory, turns: readonly KeptTurn[]): Promise<number> {
  const found = new Map<string, string>()
  for (const { scope } of people) {
    const { cubes } = await memory.list({ scope, kinds: ['turn'], limit: 1_000 })
    for (const cube of cubes) if (isLive(cube)) found.set(cube.id, cube.text)
  }
  return turns.filter(({ id, text }) => found.get(id) !== text).length
}

/** Whose each cube and each episode is. */
class Owners {
  readonly cubes = new Map<string, string>()
  readonly episodes = new Map<string, string>()

  constructor(entries: readonly LogEntry[]) {
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

  isCrossed(cube: CubeSnapshot): boolean {
    const own = scopeKey(cube.scope)
    const { provenance, links = [], successor } = cube
    const cubes = [...provenance.parents, ...links.map(({ to }) => to), successor ?? []].flat()
    const isForeign = (owner: string | undefined): boolean => owner !== undefined && owner !== own
    return (
      this.cubes.get(cube.id) !== own ||
      cubes.some((id) => isForeign(this.cubes.get(id))) ||
      provenance.episodes.some((id) => isForeign(this.episodes.get(id))) ||
      hasForeignWords(cube)
    )
  }
}

/** Attempts keep what a model said as it came; they are no memories, and their words are its own. */
function hasForeignWords({ kind, scope, text, metadata, fact }: CubeSnapshot): boolean {
  if (kind !== 'derived') return false
  const person = people.find((one) => scopeKey(one.scope) === scopeKey(scope))
  const words = JSON.stringify([text, metadata, fact ?? null])
  return tokensIn(words).some((token) => person === undefined || !token.startsWith(person.mark))
}

export async function judgeStore(
  { memory, store }: { readonly memory: Memory; readonly store: Store },
  turns: readonly KeptTurn[],
): Promise<StoreVerdict> {
  const entries = await wholeLog(store)
  const owners = new Owners(entries)
  const versions = entries.flatMap(({ event }) =>
    event?.kind === 'cube-changed' ? [event.cube] : [],
  )
  const formed = versions.filter(({ kind }) => kind === 'derived' || kind === 'attempt')
  // Nobody but formation wrote after the turns were remembered, so a further version of a turn is its doing.
  const others = versions.filter(({ kind }) => kind === 'turn' || kind === 'note')
  return {
    turnsLost: (await lostTurns(memory, turns)) + others.length,
    withoutProvenance: formed.filter((cube) => cube.kind === 'derived' && !owners.isGrounded(cube))
      .length,
    scopesCrossed: formed.filter((cube) => owners.isCrossed(cube)).length,
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
