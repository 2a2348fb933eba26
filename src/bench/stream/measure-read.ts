/**
 * The best speed at which several threads together read memory that no cache holds: what streaming weights is compared with.
 *
 * The sum of an array of float64, by WebAssembly SIMD; best of the rounds. The sum is checked each time, so that nothing was left out.
 */

import { LociError } from '../../errors.ts'
import type { Clock } from '../../host/clock.ts'
import { BYTES_PER_ELEMENT, INITIAL } from './stream-arrays.ts'
import type { StreamRunner } from './stream-runner.ts'

/** Ones of what `a` holds at first add up exactly below 2^53. */
export async function bestReadBytesPerSecond(
  runner: StreamRunner,
  clock: Clock,
  roundCount: number,
): Promise<number> {
  const { sum, arrays } = runner
  if (sum === null) throw new LociError('INTERNAL', `${runner.name} does not measure reading`)
  arrays.a.fill(INITIAL.a)
  const wanted = INITIAL.a * arrays.a.length
  let best = 0
  for (let round = 0; round < roundCount; round += 1) {
    const startedMs = clock.monotonicMs()
    const total = await sum()
    const seconds = (clock.monotonicMs() - startedMs) / 1000
    if (total !== wanted) throw new LociError('INTERNAL', `read a sum of ${total}, not ${wanted}`)
    best = Math.max(best, (arrays.a.length * BYTES_PER_ELEMENT) / seconds)
  }
  return best
}
