/**
 * The replicas of a run: which of them are up, which start and stop, and which one takes a request.
 *
 * A replica that is down starts when too much waits, and takes requests only when its start is over (cold start); one that had nothing to
 * do for a while stops. The choice among those that are up is the routing policy's, over columns that are filled for each request.
 */

import type { ReplicaColumns, RoutingPolicy } from '../policy/routing/routing-policy.ts'
import { assert } from '../stdx/assert.ts'
import type { Replica } from './replica.ts'

export interface ColdStarts {
  /** Replicas that are up at the beginning, and never stop. */
  readonly upCount: number
  /** From the decision to the first request: allocation, weights, engine, warm-up. */
  readonly startMs: number
  /** Without a request, a replica beyond `upCount` stops after so long. */
  readonly keepAliveMs: number
  /** One more starts when so many requests wait for each one that is up. */
  readonly startsAtWaiting: number
}

type Columns = { -readonly [Name in keyof ReplicaColumns]: ReplicaColumns[Name] }
type Status = 'up' | 'starting' | 'down'

export interface RoutedPrompt {
  readonly promptTokenCount: number
  readonly keys: readonly number[]
  readonly lastReplica: number
}

export class Fleet {
  readonly replicas: readonly Replica[]
  readonly #routing: RoutingPolicy
  readonly #coldStarts: ColdStarts | null
  readonly #columns: Columns
  readonly #status: Status[]
  /** (replicas) since when it has nothing to do; Infinity: it has. */
  readonly #idleSinceMs: Float64Array
  /** (replicas) up or starting: what is paid for. */
  readonly #paidMs: Float64Array
  readonly #paidSinceMs: Float64Array
  #routedCount = 0
  #startCount = 0

  constructor(replicas: readonly Replica[], routing: RoutingPolicy, coldStarts: ColdStarts | null) {
    const column = (): Float64Array => new Float64Array(replicas.length)
    const upCount = coldStarts?.upCount ?? replicas.length
    this.replicas = replicas
    this.#routing = routing
    this.#coldStarts = coldStarts
    this.#status = replicas.map((_, at) => (at < upCount ? 'up' : 'down'))
    this.#idleSinceMs = column()
    this.#paidMs = column()
    this.#paidSinceMs = column().fill(Number.NaN, upCount)
    this.#columns = {
      count: replicas.length,
      isReady: new Uint8Array(replicas.length),
      waitingCount: column(),
      runningCount: column(),
      waitingTokens: column(),
      heldTokens: column(),
      capacityTokens: column(),
      matchedTokens: column(),
    }
  }

  get startCount(): number {
    return this.#startCount
  }

  get isAnyUp(): boolean {
    return this.#status.includes('up')
  }

  /** Index of the replica that takes it. */
  route({ promptTokenCount, keys, lastReplica }: RoutedPrompt): number {
    const { needs } = this.#routing
    for (const [row, replica] of this.replicas.entries()) {
      this.#describe(row, replica)
      if (needs.includes('matchedTokens')) {
        const tokensMax = promptTokenCount - 1
        this.#columns.matchedTokens[row] = replica.engine.layout.cachedTokens(keys, '', tokensMax)
      }
    }
    const request = { promptTokenCount, routedCount: this.#routedCount, lastReplica }
    const row = this.#routing.choose(this.#columns, request)
    assert(this.#status[row] === 'up', `${this.#routing.name} chooses a replica that is up`)
    this.#routedCount += 1
    this.#idleSinceMs[row] = Number.POSITIVE_INFINITY
    return row
  }

  /** The replica that starts because of what waits, or -1. */
  startIfNeeded(nowMs: number, homelessCount: number): number {
    if (this.#coldStarts === null || this.#status.includes('starting')) return -1
    const row = this.#status.indexOf('down')
    if (row === -1) return -1
    let waitingCount = homelessCount
    let upCount = 0
    for (const [at, replica] of this.replicas.entries()) {
      if (this.#status[at] !== 'up') continue
      upCount += 1
      waitingCount += replica.waitingCount
    }
    if (waitingCount < this.#coldStarts.startsAtWaiting * Math.max(1, upCount)) {
      if (upCount > 0 || waitingCount === 0) return -1
    }
    this.#status[row] = 'starting'
    this.#paidSinceMs[row] = nowMs
    this.#startCount += 1
    return row
  }

  started(row: number, nowMs: number): void {
    this.#status[row] = 'up'
    this.#idleSinceMs[row] = nowMs
  }

  /** It has nothing to do now; when it is to be looked at again, or Infinity. */
  idle(row: number, nowMs: number): number {
    const mayStop = this.#coldStarts !== null && row >= this.#coldStarts.upCount
    if (!mayStop || this.#status[row] !== 'up') return Number.POSITIVE_INFINITY
    if (this.#idleSinceMs[row] === Number.POSITIVE_INFINITY) this.#idleSinceMs[row] = nowMs
    return this.#idleSinceMs[row]! + this.#coldStarts!.keepAliveMs
  }

  /** Stops a replica that had nothing to do for long enough. */
  stopIfIdle(row: number, nowMs: number): void {
    const isDue = this.idle(row, nowMs) <= nowMs
    const replica = this.replicas[row]!
    if (!isDue || this.#status[row] !== 'up' || replica.isBusy) return
    if (replica.waitingCount + replica.runningCount > 0) return
    this.#status[row] = 'down'
    this.#paidMs[row]! += nowMs - this.#paidSinceMs[row]!
    this.#paidSinceMs[row] = Number.NaN
  }

  /** Time that a replica was up or starting until now. */
  paidMs(row: number, nowMs: number): number {
    const since = this.#paidSinceMs[row]!
    return this.#paidMs[row]! + (Number.isNaN(since) ? 0 : nowMs - since)
  }

  #describe(row: number, replica: Replica): void {
    const columns = this.#columns
    columns.isReady[row] = this.#status[row] === 'up' ? 1 : 0
    columns.waitingCount[row] = replica.waitingCount
    columns.runningCount[row] = replica.runningCount
    columns.waitingTokens[row] = replica.waitingTokens
    columns.heldTokens[row] = replica.heldTokens
    columns.capacityTokens[row] = replica.engine.layout.capacityTokens
  }
}
