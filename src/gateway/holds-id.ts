/**
 * Whether an id is one of a caller's scopes. Outside it is MEMORY_NOT_FOUND, whether it exists or not, so that ids cannot be probed.
 *
 * For the same reason a purged id is not told from one that never was.
 */

import { LociError } from '../errors.ts'
import type { Memory } from '../memory/memory.ts'
import type { CubeId } from '../store/cube.ts'
import { type Scope, scopeCovers } from '../store/scope.ts'

export async function checkHoldsId(
  memory: Pick<Memory, 'get'>,
  scopes: readonly Scope[],
  id: CubeId,
): Promise<void> {
  const notFound = new LociError('MEMORY_NOT_FOUND', `there is no memory ${id}`, {
    details: { id },
  })
  const cube = await memory.get(id).catch((error) => {
    throw LociError.is(error, 'MEMORY_PURGED') ? notFound : error
  })
  if (!scopes.some((one) => scopeCovers(one, cube.scope))) throw notFound
}
