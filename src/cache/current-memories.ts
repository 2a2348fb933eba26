/**
 * Whether the memories that an answer cites are still what they were when the answer was made.
 *
 * A memory is current while its newest version is the cited one, takes part in recall and has not expired. Read from the store each time,
 * so that what any process changed counts at once; nothing is remembered here.
 */

import type { Clock } from '../host/clock.ts'
import { isExpired, isLive } from '../memory/lifecycle.ts'
import type { CubeId } from '../store/cube.ts'
import type { Store } from '../store/store.ts'
import type { AreCurrent } from './cache-parts.ts'

export function currentMemories(store: Pick<Store, 'cubes'>, clock: Clock): AreCurrent {
  return async (citations) => {
    if (citations.length === 0) return true
    const cubes = await store.cubes(citations.map(({ id }) => id as CubeId))
    const nowMs = clock.nowMs()
    return cubes.every(
      (cube, index) =>
        cube !== null &&
        cube.version === citations[index]!.version &&
        isLive(cube) &&
        !isExpired(cube, nowMs),
    )
  }
}
