/**
 * Requests that wait: preempted ones first, the one that ran longest before the others, then by the rank of the ordering policy.
 *
 * A fixed rank is taken once and kept in a heap; another is taken again, from columns filled anew, at each look. Bounded by the
 * engine, which refuses what is too much; preempted requests come on top and are never more than may run.
 */

import type {
  OrderingPolicy,
  WaitingFactName,
  WaitingFacts,
} from '../policy/ordering/ordering-policy.ts'
import { Heap } from '../stdx/heap.ts'
import type { TrackedRequest } from './tracked-request.ts'

const ROWS_FIRST = 16

/** Facts that a request does not know of itself. */
export interface WaitingLookups {
  cachedTokenCount(request: TrackedRequest): number
  isPinned(request: TrackedRequest): boolean
}

export class WaitingQueue {
  readonly #policy: OrderingPolicy
  readonly #lookups: WaitingLookups
  readonly #heap = new Heap<TrackedRequest>(isBefore)
  /** The one that goes first is last. */
  readonly #preempted: TrackedRequest[] = []
  #columns = openColumns(ROWS_FIRST)
  #rowCount = ROWS_FIRST
  #pausedTokens = 0

  constructor(policy: OrderingPolicy, lookups: WaitingLookups) {
    this.#policy = policy
    this.#lookups = lookups
  }

  /** Without the preempted ones. */
  get newCount(): number {
    return this.#heap.size
  }

  get size(): number {
    return this.#heap.size + this.#preempted.length
  }

  /** Positions that preempted requests had. */
  get pausedTokens(): number {
    return this.#pausedTokens
  }

  items(): readonly TrackedRequest[] {
    return [...this.#preempted, ...this.#heap.items()]
  }

  push(request: TrackedRequest): void {
    if (this.#policy.isFixed) {
      this.#describe(request, 0)
      request.rank = this.#policy.rank(this.#columns, 0)
    }
    this.#heap.push(request)
  }

  pushFront(request: TrackedRequest): void {
    this.#preempted.push(request)
    this.#pausedTokens += request.totalCount
  }

  first(): TrackedRequest | undefined {
    const preempted = this.#preempted.at(-1)
    if (preempted !== undefined || this.#policy.isFixed) return preempted ?? this.#heap.first()
    return this.#ranked()
  }

  delete(request: TrackedRequest): void {
    const at = this.#preempted.lastIndexOf(request)
    if (at >= 0) {
      this.#preempted.splice(at, 1)
      this.#pausedTokens -= request.totalCount
    } else if (this.#heap.first() === request) this.#heap.pop()
    else this.#heap.delete(request)
  }

  #ranked(): TrackedRequest | undefined {
    const waiting = this.#heap.items()
    if (waiting.length > this.#rowCount) {
      this.#rowCount = 2 * waiting.length
      this.#columns = openColumns(this.#rowCount)
    }
    let first: TrackedRequest | undefined
    for (const [row, request] of waiting.entries()) {
      this.#describe(request, row)
      request.rank = this.#policy.rank(this.#columns, row)
      if (first === undefined || isBefore(request, first)) first = request
    }
    return first
  }

  #describe(tracked: TrackedRequest, row: number): void {
    const { request } = tracked
    for (const name of this.#policy.needs) {
      this.#columns[name][row] = this.#factOf(name, tracked, request)
    }
  }

  #factOf(
    name: WaitingFactName,
    tracked: TrackedRequest,
    request: TrackedRequest['request'],
  ): number {
    switch (name) {
      case 'arrivalMs':
        return tracked.arrivalMs
      case 'programArrivalMs':
        return tracked.programArrivalMs
      case 'promptTokenCount':
        return tracked.promptCount
      case 'outputTokensMax':
        return request.tokensMax
      case 'predictedTokenCount':
        return request.predictedTokens ?? 0
      case 'cachedTokenCount':
        return this.#lookups.cachedTokenCount(tracked)
      case 'priority':
        return request.priority ?? 0
      case 'deadlineAtMs':
        return tracked.deadlineAtMs
      case 'isPinned':
        return this.#lookups.isPinned(tracked) ? 1 : 0
      case 'batchRank':
        return request.batchRank ?? 0
      default:
        return name satisfies never
    }
  }
}

function isBefore(one: TrackedRequest, other: TrackedRequest): boolean {
  return one.rank < other.rank || (one.rank === other.rank && one.id < other.id)
}

function openColumns(rowCount: number): WaitingFacts {
  const column = (): Float64Array => new Float64Array(rowCount)
  return {
    arrivalMs: column(),
    programArrivalMs: column(),
    promptTokenCount: column(),
    outputTokensMax: column(),
    predictedTokenCount: column(),
    cachedTokenCount: column(),
    priority: column(),
    deadlineAtMs: column(),
    isPinned: column(),
    batchRank: column(),
  }
}
