/**
 * mem0's numbered pages over one or several scopes, newest first.
 *
 * Loci pages by cursor; a numbered page is reached by walking there. Over several scopes everything is gathered and sorted, up to a bound.
 */

import { LociError } from '../../errors.ts'
import type { FilterPlan } from '../../memory/filter-plan.ts'
import { LIST_LIMIT_MAX } from '../../memory/limits.ts'
import type { Filter, Memory } from '../../memory/memory.ts'
import type { Cube } from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'
import { LIST_WALK_MAX } from '../limits.ts'

export const PAGE_SIZE_DEFAULT = 100

export interface PageRequest {
  readonly plan: FilterPlan
  /** From 1. */
  readonly page: number
  readonly pageSize: number
  readonly includeExpired: boolean
}

export interface NumberedPage {
  readonly cubes: readonly Cube[]
  readonly totalCount: number
}

interface Walk {
  readonly scope: Scope
  readonly filter: Filter | undefined
  readonly includeExpired: boolean
}

/** The first `count` cubes of a scope, and how many there are. */
async function firstCubes(
  memory: Pick<Memory, 'list'>,
  walk: Walk,
  count: number,
): Promise<NumberedPage> {
  const cubes: Cube[] = []
  let totalCount = 0
  for (let cursor: string | undefined; ; ) {
    const limit = Math.min(LIST_LIMIT_MAX, Math.max(1, count - cubes.length))
    const page = await memory.list({ ...walk, limit, cursor, isDescending: true })
    totalCount = page.totalCount
    cubes.push(...page.cubes)
    if (page.nextCursor === null || cubes.length >= count) return { cubes, totalCount }
    cursor = page.nextCursor
  }
}

/** Throws INPUT_INVALID for a page that does not lie within the bound. */
export async function numberedPage(
  memory: Pick<Memory, 'list'>,
  { plan, page, pageSize, includeExpired }: PageRequest,
): Promise<NumberedPage> {
  const end = page * pageSize
  if (page < 1 || pageSize < 1 || pageSize > LIST_LIMIT_MAX || end > LIST_WALK_MAX) {
    throw new LociError(
      'INPUT_INVALID',
      `page ${page} of ${pageSize} each: pages count from 1, hold 1 to ${LIST_LIMIT_MAX}, and end at memory ${LIST_WALK_MAX}`,
      { details: { field: 'page' } },
    )
  }
  const { scopes, filter } = plan
  const lists = await Promise.all(
    scopes.map((scope) => firstCubes(memory, { scope, filter, includeExpired }, end)),
  )
  const byId = new Map(lists.flatMap((list) => list.cubes.map((cube) => [cube.id, cube])))
  const sorted = [...byId.values()].sort((a, b) => b.createdSeq - a.createdSeq)
  const overlapCount = lists.reduce((sum, list) => sum + list.cubes.length, 0) - byId.size
  const totalCount = lists.reduce((sum, list) => sum + list.totalCount, 0) - overlapCount
  return { cubes: sorted.slice(end - pageSize, end), totalCount }
}
