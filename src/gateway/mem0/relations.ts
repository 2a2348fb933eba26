/**
 * `relations` of a search, as mem0 answered them while it had a graph: what holds between names, beside `results`.
 *
 * Facts are derived memories, so they are found as those are and no graph is walked. Paper: Mem0 (2504.19413), graph memory; there triples are ranked
 * by BM25 over their words, the first five answered. Departure: only what holds when it is asked, with its id and when it began. Absent where nothing is known.
 */

import type { Memory } from '../../memory/memory.ts'
import type { Cube } from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'

/** As many as the original answers. */
export const RELATIONS_MAX = 5
/** Derived memories that are looked at for facts. */
const CANDIDATES_MAX = 50

interface RelationsInput {
  readonly scopes: readonly Scope[]
  readonly query: string
  readonly nowMs: number
}

function relationOf({ id, fact }: Cube, nowMs: number): readonly object[] {
  if (fact === undefined) return []
  const { subject, relation, object, validFromMs, validToMs } = fact
  if (validToMs !== null && validToMs <= nowMs) return []
  if (validFromMs !== null && validFromMs > nowMs) return []
  const since = validFromMs === null ? null : new Date(validFromMs).toISOString()
  return [{ id, source: subject, relationship: relation, destination: object, valid_from: since }]
}

export async function relationsOf(
  memory: Pick<Memory, 'recall'>,
  { scopes, query, nowMs }: RelationsInput,
): Promise<readonly object[]> {
  const answers = await Promise.all(
    scopes.map((scope) =>
      memory.recall({ scope, query, topK: CANDIDATES_MAX, derived: 'only', at: nowMs }),
    ),
  )
  const hits = answers.flatMap((answer) => answer.hits)
  const ranked = hits.toSorted((a, b) => b.score - a.score)
  return ranked.flatMap(({ cube }) => relationOf(cube, nowMs)).slice(0, RELATIONS_MAX)
}
