/**
 * The seam of routing: which copy of an engine takes a request that comes.
 *
 * Facts are columns, a row is a replica; the choice is a row. Rows that are not ready are never to be chosen while another is. Nothing
 * is kept between calls: how many requests were routed before is a fact.
 */

/** (replicas) each; arrays may be longer than `count`. */
export interface ReplicaColumns {
  readonly count: number
  /** 1: it takes requests now. */
  readonly isReady: Uint8Array
  readonly waitingCount: Float64Array
  readonly runningCount: Float64Array
  /** Tokens of prompts that wait there, not computed yet. */
  readonly waitingTokens: Float64Array
  /** Of its cache: held by somebody; all. */
  readonly heldTokens: Float64Array
  readonly capacityTokens: Float64Array
  /** Of this request's prompt, in its prefix index now. Looked up only for policies that need it. */
  readonly matchedTokens: Float64Array
}

export type ReplicaFactName = Exclude<keyof ReplicaColumns, 'count'>

export interface RoutedRequest {
  readonly promptTokenCount: number
  /** Requests that were routed before it. */
  readonly routedCount: number
  /** Where the last request of its session went; -1: it is the first, or belongs to none. */
  readonly lastReplica: number
}

export interface RoutingPolicy {
  readonly name: string
  readonly needs: readonly ReplicaFactName[]
  choose(replicas: ReplicaColumns, request: RoutedRequest): number
}
