/**
 * One question to one loaded scope: turns, the memories made of them, or both as one list.
 *
 * Together: the memories are asked first, lift the turns that they cite, and stand in for them where that loses nothing
 * (policy/recall/derived.ts, stand-in.ts). A scope without memories, or whose memories share nothing with the question, answers as its turns alone do, bit
 * for bit. A memory that sums up more than STAND_IN_SOURCES_MAX turns, or whose turns may not be shown, stands alone and is merged by score.
 */

import { liftsOf } from '../policy/recall/derived.ts'
import { joinMemories } from '../policy/recall/stand-in.ts'
import type { CubeId } from '../store/cube.ts'
import type { LoadedScope } from './loaded-scopes.ts'
import type { DerivedWish } from './memory.ts'
import type { IndexHit, IndexQuery, Look } from './scope-index.ts'

/** A memory of more turns is a summary: it says less of each than the turn does. */
export const STAND_IN_SOURCES_MAX = 4
/** Memories that are looked at for each hit that is asked for. */
const MEMORIES_PER_HIT = 4
const MEMORIES_MIN = 64

export interface RowsWanted {
  readonly derived: DerivedWish
  /** Rows that the asker has before him: a memory of nothing else tells him nothing. */
  readonly excluded: ReadonlySet<CubeId>
}

export function findRows(
  { index, derived }: Pick<LoadedScope, 'index' | 'derived'>,
  query: IndexQuery,
  { derived: wish, excluded }: RowsWanted,
): IndexHit[] {
  if (wish === 'only') return derived.index.search(query)
  if (wish === 'without' || derived.index.rowCount === 0) return index.search(query)
  const isTold = (id: CubeId): boolean => {
    const sources = derived.sourcesOf(id)
    return sources.length > 0 && sources.every((source) => excluded.has(source))
  }
  const { allow, topK } = query
  const memories = derived.index.look({
    ...query,
    topK: Math.max(MEMORIES_MIN, MEMORIES_PER_HIT * topK),
    ...(excluded.size === 0 ? {} : { allow: (id) => allow?.(id) !== false && !isTold(id) }),
  })
  if (memories.rows.length === 0) return index.search(query)
  const sources = memories.rows.map(({ id }) => {
    const cited = derived.sourcesOf(id).filter((one) => index.has(one) && allow?.(one) !== false)
    return cited.length > STAND_IN_SOURCES_MAX ? [] : cited
  })
  return together({ index, query, memories, sources })
}

interface Together {
  readonly index: LoadedScope['index']
  readonly query: IndexQuery
  readonly memories: Look
  /** Of each memory: the turns that it may stand in for. */
  readonly sources: readonly (readonly CubeId[])[]
}

function together({ index, query, memories, sources }: Together): IndexHit[] {
  const said = memories.rows.map((row, at) => ({
    ...row,
    saidCount: memories.saidCount(at),
    sources: sources[at]!,
  }))
  const lifts = liftsOf(said)
  // A memory of several turns takes the places of all: as many more are needed below.
  const moreCount = sources.reduce((sum, cited) => sum + Math.max(0, cited.length - 1), 0)
  const turns = index.look({ ...query, topK: query.topK + moreCount, lifts })
  const placeOf = new Map(turns.rows.map(({ id }, at) => [id, at]))
  const standing = said.map((row) => ({
    ...row,
    sources: row.sources.map((id) => placeOf.get(id) ?? UNRANKED),
  }))
  const rows = turns.rows.map((row, at) => ({ ...row, saidCount: turns.saidCount(at) }))
  return joinMemories(rows, standing, query.topK).map(({ of, at, inPlaceOf }) => {
    if (of === 'turns') return { id: rows[at]!.id, score: rows[at]!.score, why: turns.why(at) }
    const { id, score } = memories.rows[at]!
    const why = memories.why(at)
    if (inPlaceOf === undefined) return { id, score, why }
    const turn = rows[inPlaceOf]!
    const because = `says what ${turn.id} says`
    return {
      id,
      score: turn.score,
      why: [...why, { channel: 'derived', contribution: 0, because }],
    }
  })
}

/** A cited turn that did not come among those that were asked for. */
const UNRANKED = -1
