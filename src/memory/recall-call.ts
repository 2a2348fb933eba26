/**
 * One recall: check the question, open the scope as of the asked moment, score, and fetch the hits' cubes.
 *
 * Owns the moment of a question: `at` if given, else the moment of `asOf`, else now; expiry is judged at the same moment. The question is
 * embedded while the scope is opened; it is compared with vectors of its own fingerprint or with none, and a failing embedder
 * costs a note, not the answer.
 */

import type { Clock } from '../host/clock.ts'
import type { Cube, CubeId } from '../store/cube.ts'
import { checkScope, type Scope } from '../store/scope.ts'
import type { AsOf, LogPosition, Store } from '../store/store.ts'
import { checkCount, checkText, invalidInput } from './check-input.ts'
import type { Embedding } from './embed/embedding.ts'
import { compileFilter } from './filter.ts'
import { findRows } from './find-rows.ts'
import { maySee } from './govern/access-policy.ts'
import { isExpired } from './lifecycle.ts'
import { IDS_PER_CALL_MAX, QUERY_CHARACTERS_MAX, TOP_K_DEFAULT, TOP_K_MAX } from './limits.ts'
import type { LoadedScope, LoadedScopes } from './loaded-scopes.ts'
import type { DerivedWish, Filter, Hit, RecallInput } from './memory.ts'
import { parseTime } from './time.ts'

export interface RecallParts {
  readonly store: Store
  readonly clock: Clock
  readonly loaded: LoadedScopes
  /** Null: words alone. */
  readonly embedding: Embedding | null
  /** What use and age make of the rank of rows (policy/recall/rank-factor.ts); absent: nothing. */
  readonly factorsOf?: RankFactors
}

/** Factors of a scope's rows at a log position; a row that is not named has 1. Asked in every recall of the present, so it must be quick. */
export type RankFactors = (
  scope: Scope,
  position: LogPosition,
) => Promise<ReadonlyMap<CubeId, number>>

const derivedWishes: readonly DerivedWish[] = ['with', 'without', 'only']

export interface CheckedRecall {
  readonly scope: Scope
  readonly query: string
  readonly topK: number
  readonly threshold: number
  readonly derived: DerivedWish
}

export interface RecallAnswer {
  readonly hits: readonly Hit[]
  readonly opened: LoadedScope
  /** Live rows that were scored. */
  readonly scoredCount: number
  /** Rows that may be shown: filters and expiry applied. */
  readonly allow: (id: CubeId) => boolean
  readonly position: LogPosition
  /** What the asker should know, as sentences. */
  readonly notes: readonly string[]
}

/** Resolves `asOf` to a position and the moment that it stands for. Undefined: the present. */
export async function resolveAsOf(
  store: Store,
  asOf: AsOf | undefined,
): Promise<{ readonly position: LogPosition; readonly timeMs: number } | undefined> {
  if (asOf === undefined) return undefined
  if ('timeMs' in asOf) {
    const timeMs = parseTime(asOf.timeMs, 'asOf')
    return { position: await store.positionAt(timeMs), timeMs }
  }
  const { position } = asOf
  if (!Number.isInteger(position) || position < 0) {
    throw invalidInput('asOf.position', 'must be a whole number from 0')
  }
  const [entry] = await store.log({ afterSeq: position - 1, limit: 1 })
  return { position, timeMs: entry?.atMs ?? 0 }
}

export function checkRecall(input: RecallInput): CheckedRecall {
  const query = checkText(input.query, 'query', QUERY_CHARACTERS_MAX)
  const { threshold = 0 } = input
  if (typeof threshold !== 'number' || !(threshold >= 0 && threshold <= 1)) {
    throw invalidInput('threshold', 'must be a number from 0 to 1')
  }
  const topK = checkCount(input.topK, 'topK', TOP_K_DEFAULT, TOP_K_MAX)
  if ((input.excludeIds?.length ?? 0) > IDS_PER_CALL_MAX) {
    throw invalidInput('excludeIds', `holds more than ${IDS_PER_CALL_MAX} ids`)
  }
  const { derived = 'with' } = input
  if (!derivedWishes.includes(derived)) {
    throw invalidInput('derived', `must be one of ${derivedWishes.join(', ')}`)
  }
  return { scope: checkScope(input.scope), query, topK, threshold, derived }
}

/** Ids of the cubes that a filter admits, at a position or now. */
async function admitted(
  store: Store,
  scope: Scope,
  filter: Filter,
  position: LogPosition | undefined,
): Promise<ReadonlySet<CubeId>> {
  const predicate = compileFilter(filter)
  const asOf = position === undefined ? {} : { asOf: { position } }
  const ids = new Set<CubeId>()
  for (const cube of await store.scopeCubes({ scope, ...asOf })) {
    if (predicate(cube)) ids.add(cube.id)
  }
  return ids
}

async function hitsOf(
  { store }: RecallParts,
  found: readonly { readonly id: CubeId; readonly score: number; readonly why: Hit['why'] }[],
  position: LogPosition | undefined,
): Promise<Hit[]> {
  const asOf = position === undefined ? undefined : { position }
  const cubes = await store.cubes(
    found.map((hit) => hit.id),
    asOf,
  )
  return found.flatMap(({ score, why }, index) => {
    const cube: Cube | null | undefined = cubes[index]
    // Null: purged by another process between scoring and fetching; it must not be shown.
    return cube === null || cube === undefined ? [] : [{ cube, score, why }]
  })
}

function scoredCount({ index, derived }: LoadedScope, wish: DerivedWish): number {
  const saidCount = wish === 'only' ? 0 : index.rowCount
  return saidCount + (wish === 'without' ? 0 : derived.index.rowCount)
}

async function factorsOf(
  parts: RecallParts,
  scope: Scope,
  position: LogPosition,
): Promise<{ readonly factors?: ReadonlyMap<CubeId, number> }> {
  const factors = await parts.factorsOf?.(scope, position)
  return factors === undefined || factors.size === 0 ? {} : { factors }
}

/** `only`: rows that may be hits, beside what the input admits. */
export async function recallHits(
  parts: RecallParts,
  input: RecallInput,
  only?: (id: CubeId) => boolean,
): Promise<RecallAnswer> {
  const { scope, query, topK, threshold, derived } = checkRecall(input)
  const past = await resolveAsOf(parts.store, input.asOf)
  const momentMs = past?.timeMs ?? parts.clock.nowMs()
  const nowMs = input.at === undefined ? momentMs : parseTime(input.at, 'at')
  const [opened, asked] = await Promise.all([
    past === undefined ? parts.loaded.open(scope) : parts.loaded.openAt(scope, past.position),
    parts.embedding?.ask(query),
  ])
  // Between the two another embedder may have begun to serve: never compare across.
  const isOfOneKind = asked != null && asked.fingerprint === opened.feed?.served.fingerprint
  const vectors = isOfOneKind ? asked.vectors : null
  const wanted =
    input.filter === undefined
      ? undefined
      : await admitted(parts.store, scope, input.filter, past?.position)
  const { expiresAtMs } = opened
  // The past is seen by whoever may see it now.
  const isPastHeld = past !== undefined && input.as !== undefined
  const { access } = isPastHeld ? await parts.loaded.open(scope) : opened
  const excluded = new Set(input.excludeIds)
  const allow = (id: CubeId): boolean => {
    if (excluded.has(id) || only?.(id) === false) return false
    const policy = access.get(id)
    if (policy !== undefined && !maySee({ access: policy }, input.as)) return false
    const isPast = isExpired({ expiresAtMs: expiresAtMs.get(id) ?? null }, momentMs)
    return (input.includeExpired === true || !isPast) && (wanted === undefined || wanted.has(id))
  }
  const hidesExpired = expiresAtMs.size > 0 && input.includeExpired !== true
  const isHeld = wanted !== undefined || only !== undefined
  const hidesPrivate = access.size > 0 && input.as !== undefined
  const needsAllow = isHeld || hidesExpired || excluded.size > 0 || hidesPrivate
  const asking = {
    text: query,
    nowMs,
    topK,
    preferRecent: input.preferRecent ?? false,
    ...(needsAllow ? { allow } : {}),
    ...(vectors === null ? {} : { vectors }),
    // Use is counted for the present only.
    ...(past === undefined ? await factorsOf(parts, scope, opened.position) : {}),
  }
  const found = findRows(opened, asking, { derived, excluded })
  const kept = found.filter((hit) => hit.score >= threshold)
  const hits = await hitsOf(parts, kept, past?.position)
  const notes = asked?.notes ?? []
  return {
    hits,
    opened,
    scoredCount: scoredCount(opened, derived),
    allow,
    notes,
    position: past?.position ?? opened.position,
  }
}
