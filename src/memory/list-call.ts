/**
 * One page of a scope's cubes, filtered, in creation order.
 *
 * The cursor is the creation position of the last cube shown, so pages stay put while others write. The count is of all
 * matches: the scan that finds it is linear in the scope, so whoever walks every page asks for none.
 */

import { LociError } from '../errors.ts'
import type { Clock } from '../host/clock.ts'
import type { Cube, CubeId } from '../store/cube.ts'
import { checkScope, type Scope } from '../store/scope.ts'
import type { AsOf, Store } from '../store/store.ts'
import { checkCount } from './check-input.ts'
import { type CubePredicate, compileFilter } from './filter.ts'
import { maySee } from './govern/access-policy.ts'
import { isExpired, isLive, isRecalled, isRecalledKind } from './lifecycle.ts'
import { LIST_LIMIT_DEFAULT, LIST_LIMIT_MAX } from './limits.ts'
import type { Filter, ListInput, Page } from './memory.ts'
import { resolveAsOf } from './recall-call.ts'

const SCAN_CHUNK_CUBES = 5_000

function parseCursor(cursor: string | undefined, isDescending: boolean): number {
  if (cursor === undefined) return isDescending ? Number.POSITIVE_INFINITY : 0
  const seq = /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.NaN
  if (Number.isNaN(seq)) {
    throw new LociError('INPUT_INVALID', `cursor ${JSON.stringify(cursor)} is not one of ours`, {
      hint: 'Pass the nextCursor of the page before, unchanged.',
    })
  }
  return seq
}

function matcher(input: ListInput, momentMs: number, hidden: ReadonlySet<CubeId>): CubePredicate {
  const filter = input.filter === undefined ? undefined : compileFilter(input.filter)
  const { state = 'live', includeExpired = false } = input
  const kinds = input.kinds === undefined ? null : new Set(input.kinds)
  return (cube) => {
    if (kinds === null ? !isRecalledKind(cube.kind) : !kinds.has(cube.kind)) return false
    if (hidden.has(cube.id) || !maySee(cube, input.as)) return false
    if (state === 'live' && !isLive(cube)) return false
    if (state === 'forgotten' && cube.state !== 'forgotten') return false
    if (state === 'live' && !includeExpired && isExpired(cube, momentMs)) return false
    return filter === undefined || filter(cube)
  }
}

/** Every cube of a scope, a chunk of the store at a time. */
async function* scan(
  store: Store,
  query: { readonly scope: Scope; readonly asOf?: AsOf },
  from: { readonly afterSeq: number; readonly limit: number } = {
    afterSeq: 0,
    limit: SCAN_CHUNK_CUBES,
  },
): AsyncGenerator<Cube> {
  const { limit } = from
  for (let { afterSeq } = from; ; ) {
    const cubes = await store.scopeCubes({ ...query, afterSeq, limit })
    yield* cubes
    if (cubes.length < limit) return
    afterSeq = cubes.at(-1)!.createdSeq
  }
}

/** What a holder may not see today: of the past neither, whatever its policy was then. */
async function hiddenNow(
  store: Store,
  scope: Scope,
  holder: string | undefined,
): Promise<ReadonlySet<CubeId>> {
  const hidden = new Set<CubeId>()
  for await (const cube of scan(store, { scope })) if (!maySee(cube, holder)) hidden.add(cube.id)
  return hidden
}

/** All cubes of a scope that recall sees and a filter admits, expired ones included. */
export async function liveCubes(store: Store, scope: Scope, filter?: Filter): Promise<Cube[]> {
  const predicate = filter === undefined ? undefined : compileFilter(filter)
  const cubes: Cube[] = []
  for await (const cube of scan(store, { scope: checkScope(scope) })) {
    if (isRecalled(cube) && (predicate === undefined || predicate(cube))) cubes.push(cube)
  }
  return cubes
}

/** Stops as soon as it knows whether another page follows. */
async function firstPage(
  cubes: AsyncIterable<Cube>,
  matches: CubePredicate,
  limit: number,
): Promise<Page> {
  const onPage: Cube[] = []
  for await (const cube of cubes) {
    if (!matches(cube)) continue
    if (onPage.length === limit) {
      const nextCursor = String(onPage.at(-1)!.createdSeq)
      return { cubes: onPage, nextCursor, totalCount: limit + 1 }
    }
    onPage.push(cube)
  }
  return { cubes: onPage, nextCursor: null, totalCount: onPage.length }
}

export async function listCubes(store: Store, clock: Clock, input: ListInput): Promise<Page> {
  const scope = checkScope(input.scope)
  const limit = checkCount(input.limit, 'limit', LIST_LIMIT_DEFAULT, LIST_LIMIT_MAX)
  const { isDescending = false } = input
  const cursorSeq = parseCursor(input.cursor, isDescending)
  const past = await resolveAsOf(store, input.asOf)
  const isPastHeld = past !== undefined && input.as !== undefined
  const hidden = isPastHeld ? await hiddenNow(store, scope, input.as) : new Set<CubeId>()
  const matches = matcher(input, past?.timeMs ?? clock.nowMs(), hidden)
  const asOf = past === undefined ? {} : { asOf: { position: past.position } }
  if (input.isCounted === false && !isDescending) {
    const from = { afterSeq: cursorSeq, limit: limit + 1 }
    return firstPage(scan(store, { scope, ...asOf }, from), matches, limit)
  }
  const onPage: Cube[] = []
  let totalCount = 0
  let laterCount = 0
  for await (const cube of scan(store, { scope, ...asOf })) {
    if (!matches(cube)) continue
    totalCount += 1
    const isBeyond = isDescending ? cube.createdSeq < cursorSeq : cube.createdSeq > cursorSeq
    if (!isBeyond) continue
    laterCount += 1
    if (isDescending || onPage.length < limit) onPage.push(cube)
    if (onPage.length > limit) onPage.shift()
  }
  if (isDescending) onPage.reverse()
  const nextCursor = laterCount > onPage.length ? String(onPage.at(-1)!.createdSeq) : null
  return { cubes: onPage, nextCursor, totalCount }
}
