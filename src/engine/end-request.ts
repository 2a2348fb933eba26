/**
 * The ways in which a request stops holding the cache: preempted, cut off from outside, or ended by its step.
 *
 * Whoever calls takes it out of `running`; here its blocks are given back once, its last event is told once, and what was learned is kept.
 */

import type { KvPin } from '../kv/kv-layout.ts'
import { recomputeCostMs } from './engine-settings.ts'
import type { EngineState } from './engine-state.ts'
import type { TrackedRequest } from './tracked-request.ts'

export type Ending =
  | { readonly kind: 'finished'; readonly reason: 'stop' | 'length' }
  | { readonly kind: 'failed'; readonly code: string }

/** It goes on later, before all that wait: what it had becomes prefixes, and what of them is lost is computed again. */
export function preempt(state: EngineState, tracked: TrackedRequest): void {
  state.preemptionCount += 1
  giveBack(state, tracked)
  tracked.preemptionCount += 1
  tracked.lostCount = tracked.computedCount
  tracked.computedCount = 0
  tracked.state = 'waiting'
  state.waiting.pushFront(tracked)
  state.hash.mix(-1 - tracked.id)
  state.events.push({ kind: 'preempted', request: tracked.id })
}

/** Ends a request from outside. A step under way still writes to its blocks, so they are given back when it is over. */
export function cutOff(
  state: EngineState,
  tracked: TrackedRequest,
  kind: 'cancelled' | 'deadline-passed',
  nowMs: number,
): void {
  const { id, state: before } = tracked
  tracked.state = 'ended'
  state.ended.add(nowMs, null)
  state.events.push({ kind, request: id, usage: tracked.usage() })
  if (tracked.stepTokenCount > 0) return
  if (before === 'waiting') state.waiting.delete(tracked)
  else state.running.splice(state.running.indexOf(tracked), 1)
  giveBack(state, tracked)
  state.requests.delete(id)
}

export function end(state: EngineState, tracked: TrackedRequest, how: Ending, nowMs: number): void {
  const { id, request } = tracked
  const isFinished = how.kind === 'finished'
  tracked.state = 'ended'
  state.events.push({ ...how, request: id, usage: tracked.usage() })
  state.ended.add(nowMs, isFinished ? tracked.outputCount : null)
  const kept = isFinished ? retain(state, tracked, nowMs) : null
  giveBack(state, tracked)
  if (request.program === undefined) return
  const turn = { tool: tracked.tool, isLast: request.isLastTurn === true, nowMs }
  state.ledger.end(request.program, turn, kept)
}

export function giveBack(state: EngineState, tracked: TrackedRequest): void {
  if (tracked.sequence === null) return
  state.layout.release(tracked.sequence)
  tracked.sequence = null
}

/** What the retention policy keeps of a finished turn. */
function retain(
  { settings, policies, layout, ledger, running, pace }: EngineState,
  { request, sequence, computedCount, tool }: TrackedRequest,
  nowMs: number,
): { pin: KvPin; expiresAtMs: number } | null {
  if (request.program === undefined || request.isLastTurn === true) return null
  const keptMs = policies.retention.retain({
    ...ledger.factsOf(tool),
    nowMs,
    isLastTurn: false,
    tokenCount: computedCount,
    recomputeCostMs:
      settings.measuresRecompute && pace.msPerToken !== null
        ? pace.msPerToken * computedCount
        : recomputeCostMs(settings, computedCount),
    meanTokenCount: meanTokenCount(running),
  })
  const pin = keptMs > 0 ? layout.pin(sequence!) : null
  return pin === null ? null : { pin, expiresAtMs: nowMs + keptMs }
}

function meanTokenCount(running: readonly TrackedRequest[]): number {
  return running.reduce((sum, { totalCount }) => sum + totalCount, 0) / running.length
}
