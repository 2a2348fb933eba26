/**
 * Names of the blocks of simulated prompts: those that the workload gives, and after them names that nobody else has.
 *
 * A session's blocks are named by the session, so that a turn finds what the turns before it left. Others are named by their request,
 * so that it finds its own blocks again after a preemption. Own names are negative, those of workloads are not.
 */

import type { SimulatedRequest } from './simulated-request.ts'

/** Blocks of one request or session. */
const BLOCKS_MAX = 2 ** 24

export interface NamedBy {
  /** Of the request, or of the first one of its session. */
  readonly owner: number
  readonly blockTokenCount: number
}

/** One a whole block of prompt and answer. */
export function blockNames(
  { keys = [], promptTokens, outputTokens }: SimulatedRequest,
  { owner, blockTokenCount }: NamedBy,
): readonly number[] {
  const count = Math.floor((promptTokens + outputTokens) / blockTokenCount)
  // A block that the prompt does not fill has a name for its part alone.
  const given = Math.min(keys.length, Math.floor(promptTokens / blockTokenCount))
  const names: number[] = new Array(count)
  for (let at = 0; at < given; at += 1) names[at] = keys[at]!
  for (let at = given; at < count; at += 1) names[at] = -1 - (owner * BLOCKS_MAX + at)
  return names
}

/** For each request the first one of its session; itself where it has none. */
export function ownersOf(requests: readonly SimulatedRequest[]): Int32Array {
  const owners = new Int32Array(requests.length)
  const first = new Map<string, number>()
  for (const [at, { session }] of requests.entries()) {
    if (session === undefined) owners[at] = at
    else {
      if (!first.has(session)) first.set(session, at)
      owners[at] = first.get(session)!
    }
  }
  return owners
}
