/**
 * The facts of one admission round, as they stand in the core; columns are filled when a policy first reads them.
 */

import type { KvLayout } from '../kv/kv-layout.ts'
import type {
  AdmissionCandidate,
  AdmissionFacts,
  RunningColumns,
} from '../policy/admission/admission-policy.ts'
import type { TrackedRequest } from './tracked-request.ts'

export interface AdmissionSources {
  readonly layout: KvLayout
  readonly running: readonly TrackedRequest[]
  readonly outputHistory: readonly number[]
  readonly draw: () => number
}

type Columns = { -readonly [Name in keyof RunningColumns]: RunningColumns[Name] }

export class AdmissionView implements AdmissionFacts {
  readonly #sources: AdmissionSources
  readonly #columns: Columns
  #isFilled = false
  nowMs = 0
  pausedTokens = 0
  idleStepCount = 0

  constructor(sources: AdmissionSources, runningMax: number) {
    const column = (): Uint32Array => new Uint32Array(runningMax)
    this.#sources = sources
    this.#columns = {
      count: 0,
      promptTokenCount: column(),
      outputTokenCount: column(),
      outputTokensMax: column(),
      predictedTokenCount: column(),
    }
  }

  get capacityTokens(): number {
    return this.#sources.layout.capacityTokens
  }

  get freeTokens(): number {
    return this.#sources.layout.freeTokens
  }

  get pinnedTokens(): number {
    return this.#sources.layout.pinnedTokens
  }

  get outputHistory(): readonly number[] {
    return this.#sources.outputHistory
  }

  get draw(): () => number {
    return this.#sources.draw
  }

  get running(): RunningColumns {
    if (!this.#isFilled) this.#fill()
    return this.#columns
  }

  /** The view of another moment. */
  advance(moment: { nowMs: number; pausedTokens: number; idleStepCount: number }): this {
    this.nowMs = moment.nowMs
    this.pausedTokens = moment.pausedTokens
    this.idleStepCount = moment.idleStepCount
    this.#isFilled = false
    return this
  }

  #fill(): void {
    const columns = this.#columns
    for (const [row, { promptCount, outputCount, request }] of this.#sources.running.entries()) {
      columns.promptTokenCount[row] = promptCount
      columns.outputTokenCount[row] = outputCount
      columns.outputTokensMax[row] = request.tokensMax
      columns.predictedTokenCount[row] = request.predictedTokens ?? 0
    }
    columns.count = this.#sources.running.length
    this.#isFilled = true
  }
}

/** A waiting request as a policy sees it. A class, because it is made at nearly every step of a full cache. */
export class WaitingCandidate implements AdmissionCandidate {
  readonly #tracked: TrackedRequest
  readonly #sources: Pick<AdmissionSources, 'layout' | 'running'>
  readonly tokenCount: number
  readonly promptTokenCount: number
  readonly outputTokenCount: number
  readonly outputTokensMax: number
  readonly predictedTokenCount: number
  readonly isPreempted: boolean

  constructor(tracked: TrackedRequest, sources: Pick<AdmissionSources, 'layout' | 'running'>) {
    this.#tracked = tracked
    this.#sources = sources
    this.tokenCount = tracked.totalCount
    this.promptTokenCount = tracked.promptCount
    this.outputTokenCount = tracked.outputCount
    this.outputTokensMax = tracked.request.tokensMax
    this.predictedTokenCount = tracked.request.predictedTokens ?? 0
    this.isPreempted = tracked.preemptionCount > 0
  }

  get sharedTokenCount(): number {
    const { keys, request, totalCount } = this.#tracked
    return this.#sources.layout.heldTokens(keys, request.salt ?? '', totalCount - 1)
  }

  get comingTokenCount(): number {
    const { layout, running } = this.#sources
    if (layout.keyTokenCount === 0) return 0
    const { keys, request, totalCount } = this.#tracked
    const salt = request.salt ?? ''
    let common = 0
    for (const other of running) {
      const isPrefilling = other.missingCount > 1 && (other.request.salt ?? '') === salt
      if (!isPrefilling) continue
      const keyCount = commonLength(keys, other.keys)
      common = Math.max(common, Math.min(keyCount * layout.keyTokenCount, other.totalCount))
    }
    const tokenCount = Math.min(common, totalCount - 1)
    const wholeCount = tokenCount - (tokenCount % layout.blockTokenCount)
    return wholeCount === 0
      ? 0
      : Math.max(0, wholeCount - layout.cachedTokens(keys, salt, totalCount - 1))
  }
}

function commonLength(one: readonly number[], other: readonly number[]): number {
  const most = Math.min(one.length, other.length)
  let at = 0
  while (at < most && one[at] === other[at]) at += 1
  return at
}
