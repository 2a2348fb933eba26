/**
 * Requests of a trace as a simulation takes them: block ids cut to the engine's own blocks, sessions kept, empty requests counted out.
 *
 * A trace names blocks of its own size. Where the engine's block divides it, each id names as many blocks as fit; where it does not,
 * an engine's block has the ids of all that it covers folded into one, and is shared only where all of them are.
 */

import type { SimulatedRequest } from '../../sim/simulated-request.ts'
import type { TraceRequest } from './trace-request.ts'

/** Ids of a trace are below 2^32: a block's part stays a whole number. */
const PARTS_MAX = 2 ** 20

/** Names of the engine's blocks of `blockTokenCount` tokens. */
export function engineBlocks(
  blocks: ArrayLike<number>,
  blockTokens: number,
  blockTokenCount: number,
): number[] {
  if (blockTokens === blockTokenCount) return Array.from(blocks)
  const tokenCount = blocks.length * blockTokens
  const names: number[] = []
  for (let start = 0; start + blockTokenCount <= tokenCount; start += blockTokenCount) {
    // An id names the whole prefix that ends with its block, so that the last one covered says all.
    const last = Math.floor((start + blockTokenCount - 1) / blockTokens)
    const part = Math.floor((start - last * blockTokens) / blockTokenCount)
    names.push(blocks[last]! * PARTS_MAX + ((part + PARTS_MAX) % PARTS_MAX))
  }
  return names
}

/** The requests of a trace in its order, as a simulation takes them. */
export class SimulatedTrace {
  readonly requests: SimulatedRequest[] = []
  readonly #blockTokenCount: number
  /** Session -> index of its last request. */
  readonly #lastTurns = new Map<string, number>()

  constructor(blockTokenCount: number) {
    this.#blockTokenCount = blockTokenCount
  }

  put(request: TraceRequest): void {
    const { session, tool } = request
    const simulated = simulatedRequest(request, this.#blockTokenCount)
    if (simulated === null) return
    if (session !== null) {
      // A trace names the tool that ran before a turn, a simulation the one that runs after it.
      const last = this.#lastTurns.get(session)
      if (last !== undefined && tool !== null) {
        this.requests[last] = { ...this.requests[last]!, tool }
      }
      this.#lastTurns.set(session, this.requests.length)
    }
    this.requests.push(simulated)
  }
}

function simulatedRequest(
  { arrivalMs, promptTokens, outputTokens, session, gapMs, blocks, blockTokens }: TraceRequest,
  blockTokenCount: number,
): SimulatedRequest | null {
  if (promptTokens < 1 || outputTokens < 1) return null
  const keys =
    blocks === null || blockTokens === null
      ? null
      : engineBlocks(blocks, blockTokens, blockTokenCount)
  return {
    arrivalMs,
    promptTokens,
    outputTokens,
    ...(keys === null ? {} : { keys }),
    ...(session === null ? {} : { session }),
    ...(session === null || gapMs === null ? {} : { gapMs }),
  }
}
