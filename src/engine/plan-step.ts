/**
 * What one step computes: everything that decodes, then prefill in chunks, then new requests while the step has tokens left.
 *
 * All that run get a token's room before anything new starts. When there is none, what is kept for programs gives way first, then the
 * request that was admitted last; in a step that preempted, nothing is admitted. Invariant: what is planned has its blocks.
 */

import { WaitingCandidate } from './admission-view.ts'
import { cutOff, preempt } from './end-request.ts'
import type { EngineState } from './engine-state.ts'
import type { BlockCopy, SequenceStep } from './step.ts'
import type { TrackedRequest } from './tracked-request.ts'

export interface StepDraft {
  tokensLeft: number
  readonly copies: BlockCopy[]
  readonly sequences: SequenceStep[]
  /** Of each sequence. */
  readonly requests: TrackedRequest[]
}

export function planStep(state: EngineState, nowMs: number): StepDraft {
  const draft: StepDraft = {
    tokensLeft: state.settings.stepTokensMax,
    copies: [],
    sequences: [],
    requests: [],
  }
  state.ledger.expire(nowMs)
  passDeadlines(state, nowMs)
  const before = state.preemptionCount
  planDecodes(state, draft)
  planPrefills(state, draft)
  const hasPreempted = state.preemptionCount > before
  if (!hasPreempted || state.running.length === 0) planAdmissions(state, draft, nowMs)
  return draft
}

function passDeadlines(state: EngineState, nowMs: number): void {
  if (nowMs < state.deadlineMsMin) return
  state.deadlineMsMin = Number.POSITIVE_INFINITY
  for (const tracked of state.requests.values()) {
    if (tracked.deadlineAtMs <= nowMs) cutOff(state, tracked, 'deadline-passed', nowMs)
    else state.deadlineMsMin = Math.min(state.deadlineMsMin, tracked.deadlineAtMs)
  }
}

function planDecodes(state: EngineState, draft: StepDraft): void {
  for (let at = 0; at < state.running.length; at += 1) {
    const tracked = state.running[at]!
    if (tracked.missingCount === 1 && makeRoom(state, tracked)) planOne(draft, tracked)
  }
}

/** Room for all positions of a running request. False: it had to go itself, being the youngest. */
function makeRoom(state: EngineState, tracked: TrackedRequest): boolean {
  while (!state.layout.grow(tracked.sequence!, tracked.totalCount)) {
    if (state.ledger.revoke()) continue
    const youngest = state.running.pop()!
    preempt(state, youngest)
    if (youngest === tracked) return false
  }
  return true
}

function planPrefills(state: EngineState, draft: StepDraft): void {
  for (const tracked of state.running) {
    if (draft.tokensLeft === 0) return
    if (tracked.stepTokenCount === 0) planOne(draft, tracked)
  }
}

function planAdmissions(state: EngineState, draft: StepDraft, nowMs: number): void {
  const { policies, waiting, running, settings } = state
  if (waiting.size === 0) return
  state.idleStepCount += 1
  const { idleStepCount } = state
  const moment = { nowMs, pausedTokens: waiting.pausedTokens, idleStepCount }
  const round = policies.admission.open(state.admissionView.advance(moment))
  while (draft.tokensLeft > 0 && running.length < settings.stepSequencesMax) {
    const head = waiting.first()
    if (head === undefined) return
    const isAlone = running.length === 0
    const isAccepted = round.admit(new WaitingCandidate(head, state))
    if (!(isAccepted || isAlone) || !takeBlocks(state, draft, head)) return
    waiting.delete(head)
    running.push(head)
    start(state, head, nowMs)
    planOne(draft, head)
    // The policy has not counted in what it refused.
    if (!isAccepted) return
  }
}

/** With nothing running, what is kept for programs gives way. */
function takeBlocks(state: EngineState, draft: StepDraft, head: TrackedRequest): boolean {
  const { prompt, salt } = head.request
  const ask = {
    keys: head.keys,
    salt: salt ?? '',
    tokenCount: head.totalCount,
    cachedTokensMax: head.totalCount - 1,
    isCopying: true,
    nextUses: prompt.kind === 'keys' ? (prompt.nextUses ?? null) : null,
  }
  head.sequence = state.layout.admit(ask, draft.copies)
  while (head.sequence === null && state.running.length === 0 && state.ledger.revoke()) {
    head.sequence = state.layout.admit(ask, draft.copies)
  }
  return head.sequence !== null
}

function start(state: EngineState, tracked: TrackedRequest, nowMs: number): void {
  const { cachedTokens } = tracked.sequence!
  const { id, request, arrivalMs, lostCount } = tracked
  tracked.state = 'running'
  tracked.computedCount = cachedTokens
  state.cachedTokens += cachedTokens
  state.recomputedTokens += Math.max(0, lostCount - cachedTokens)
  state.idleStepCount = 0
  if (tracked.cachedTokens === null) {
    tracked.cachedTokens = cachedTokens
    state.ledger.waited(nowMs - arrivalMs)
    state.ledger.release(request.program)
  }
  state.hash.mix(id)
  state.hash.mix(cachedTokens)
  state.events.push({ kind: 'admitted', request: id, cachedTokens })
}

function planOne(draft: StepDraft, tracked: TrackedRequest): void {
  const { missingCount, computedCount } = tracked
  const tokenCount = Math.min(missingCount, draft.tokensLeft)
  draft.tokensLeft -= tokenCount
  tracked.stepTokenCount = tokenCount
  draft.requests.push(tracked)
  draft.sequences.push({
    request: tracked.id,
    tokens: tracked.nextTokens(tokenCount),
    tokenCount,
    start: computedCount,
    blocks: tracked.sequence!.blocks,
    isSampled: tokenCount === missingCount,
  })
}
