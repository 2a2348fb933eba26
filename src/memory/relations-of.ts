/**
 * What holds between the names of a question and of what was found for it, as mem0's `relations`: source, relationship, destination.
 *
 * Facts that were found come first, then facts about names that the question has as whole words. Only what holds now, bounded.
 * Facts are memories of their own: nothing is said here that a fact does not say.
 */

import type { Cube, CubeId } from '../store/cube.ts'
import type { Scope } from '../store/scope.ts'
import type { Memory } from './memory.ts'

/** Relations beside one search's results. */
export const RELATIONS_MAX = 20
/** Scopes of one search whose facts are looked at. */
const SCOPES_MAX = 8

export interface Relation {
  /** The fact's id: `get`, `history` and `undo` take it. */
  readonly id: CubeId
  readonly source: string
  readonly relationship: string
  readonly destination: string
  /** Null: not known since when. */
  readonly validFromMs: number | null
}

export interface RelationsAsked {
  readonly scopes: readonly Scope[]
  readonly query: string
  /** What was found, best first. */
  readonly cubes: readonly Cube[]
}

const wordBreaks = /[^\p{L}\p{N}]+/gu

/** ` ada lovelace `: words between single blanks, so that a whole word can be looked for. */
function spaced(text: string): string {
  return ` ${text.toLowerCase().replace(wordBreaks, ' ').trim()} `
}

export function relationOf({ id, fact }: Pick<Cube, 'id' | 'fact'>): Relation | null {
  if (fact === undefined) return null
  const { subject, relation, object, validFromMs } = fact
  return { id, source: subject, relationship: relation, destination: object, validFromMs }
}

/** Empty where nothing is stated as a fact. */
export async function relationsOf(
  memory: Pick<Memory, 'facts'>,
  { scopes, query, cubes }: RelationsAsked,
): Promise<readonly Relation[]> {
  const holding = new Map<string, Relation>()
  for (const scope of scopes.slice(0, SCOPES_MAX)) {
    for (const fact of await memory.facts.at({ scope })) {
      holding.set(fact.id, relationOf({ id: fact.id, fact })!)
    }
  }
  const asked = spaced(query)
  const isAsked = (name: string): boolean => {
    const words = spaced(name)
    return words.trim() !== '' && asked.includes(words)
  }
  const found = cubes.flatMap(({ id }) => holding.get(id) ?? [])
  for (const { id } of found) holding.delete(id)
  const named = [...holding.values()].filter(({ source, destination }) => {
    return isAsked(source) || isAsked(destination)
  })
  return [...found, ...named].slice(0, RELATIONS_MAX)
}
