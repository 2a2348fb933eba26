/**
 * What came of a step: tokens are taken in, whole blocks are shared, and what has ended leaves.
 *
 * A sequence that failed shares nothing of the step. One that was cut off while the step ran gives its blocks back here.
 */

import { assert } from '../stdx/assert.ts'
import { end, giveBack } from './end-request.ts'
import type { EngineState } from './engine-state.ts'
import type { RequestId, StepOutcome } from './step.ts'
import type { TrackedRequest } from './tracked-request.ts'

export function commitStep(
  state: EngineState,
  requests: readonly TrackedRequest[],
  outcome: StepOutcome,
  nowMs: number,
): void {
  for (const { request, code } of outcome.failed) planned(state, request).failureCode = code
  // Outcomes come in the order of their plan, so that each is found behind the one before.
  let at = 0
  for (const { request, token, isLast, tool } of outcome.sampled) {
    while (at < requests.length && requests[at]!.id !== request) at += 1
    const tracked = requests[at] ?? planned(state, request)
    tracked.stepToken = token
    tracked.isStepLast = isLast
    if (tool !== undefined) tracked.tool = tool
  }
  let hasEnded = false
  for (const tracked of requests) {
    commitOne(state, tracked, nowMs)
    if (tracked.state === 'ended') hasEnded = true
  }
  if (hasEnded) dropEnded(state)
}

function planned(state: EngineState, id: RequestId): TrackedRequest {
  const tracked = state.requests.get(id)
  assert(
    tracked !== undefined && tracked.stepTokenCount > 0,
    'an outcome names requests of its step',
  )
  return tracked
}

function commitOne(state: EngineState, tracked: TrackedRequest, nowMs: number): void {
  const { stepTokenCount, stepToken, isStepLast, failureCode, missingCount } = tracked
  const isSampled = stepTokenCount === missingCount
  tracked.stepTokenCount = 0
  tracked.stepToken = -1
  if (tracked.state === 'ended') {
    giveBack(state, tracked)
    return
  }
  const sequence = tracked.sequence!
  state.layout.settle(sequence)
  if (failureCode !== null) {
    end(state, tracked, { kind: 'failed', code: failureCode }, nowMs)
    return
  }
  assert(isSampled === stepToken >= 0, 'a request has a token when it is sampled')
  state.computedTokens += stepTokenCount
  tracked.computedCount += stepTokenCount
  state.layout.fill(sequence, tracked.computedCount)
  if (!isSampled) return
  tracked.take(stepToken)
  if (state.tellsTokens) {
    state.events.push({ kind: 'token', request: tracked.id, token: stepToken })
  }
  if (isStepLast) end(state, tracked, { kind: 'finished', reason: 'stop' }, nowMs)
  else if (tracked.outputCount >= tracked.request.tokensMax) {
    end(state, tracked, { kind: 'finished', reason: 'length' }, nowMs)
  }
}

function dropEnded({ running, requests }: EngineState): void {
  let keptCount = 0
  for (const tracked of running) {
    if (tracked.state === 'ended') {
      requests.delete(tracked.id)
      continue
    }
    running[keptCount] = tracked
    keptCount += 1
  }
  running.length = keptCount
}
