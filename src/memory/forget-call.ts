/**
 * What a forget call means: exactly one of ids, a query, a filter, or everything of a scope.
 *
 * Only live cubes are taken: what is in the trash already stays as it is. Ids that do not exist are an error, so that a typo
 * is never a silent success.
 */

import type { Cube, CubeId } from '../store/cube.ts'
import type { Store } from '../store/store.ts'
import { checkCount, invalidInput } from './check-input.ts'
import { mayWrite } from './govern/access-policy.ts'
import { isLive } from './lifecycle.ts'
import { IDS_PER_CALL_MAX } from './limits.ts'
import { liveCubes } from './list-call.ts'
import type { ForgetInput, Memory } from './memory.ts'

type Reads = Pick<Memory, 'get' | 'recall'>

async function cubesById(memory: Reads, ids: readonly CubeId[]): Promise<Cube[]> {
  if (!Array.isArray(ids)) throw invalidInput('ids', 'must be a list')
  checkCount(ids.length, 'ids.length', 1, IDS_PER_CALL_MAX)
  const cubes: Cube[] = []
  for (const id of new Set(ids)) cubes.push(await memory.get(id))
  return cubes.filter(isLive)
}

export async function cubesToForget(
  memory: Reads,
  { store }: { readonly store: Store },
  input: ForgetInput,
): Promise<Cube[]> {
  const { ids, query, filter, all, scope } = input
  const namedCount = [ids, query, filter, all === true ? true : undefined].filter(
    (one) => one !== undefined,
  ).length
  if (namedCount !== 1) throw invalidInput('forget', 'needs exactly one of ids, query, filter, all')
  if (ids !== undefined) return cubesById(memory, ids)
  const found =
    query === undefined
      ? await liveCubes(store, scope ?? {}, filter)
      : await cubesFound(memory, input, query)
  return found.filter((cube) => mayWrite(cube, input.as))
}

async function cubesFound(
  memory: Reads,
  { scope = {}, topK, as }: ForgetInput,
  query: string,
): Promise<Cube[]> {
  const { hits } = await memory.recall({ scope, query, topK, as })
  return hits.map((hit) => hit.cube)
}
