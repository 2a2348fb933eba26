/**
 * What the core knows between two calls, as one object: `plan-step.ts` and `commit-step.ts` decide over it, `engine.ts` owns it.
 */

import type { KvLayout } from '../kv/kv-layout.ts'
import { createPrng } from '../stdx/prng.ts'
import { AdmissionView } from './admission-view.ts'
import { DecisionHash } from './decision-hash.ts'
import { EndedHistory } from './ended-history.ts'
import type { EnginePolicies } from './engine-policies.ts'
import type { EngineEvent } from './engine-request.ts'
import type { EngineSettings } from './engine-settings.ts'
import { openLayout } from './open-layout.ts'
import { PrefillPace } from './prefill-pace.ts'
import { ProgramLedger } from './program-ledger.ts'
import type { RequestId } from './step.ts'
import type { TrackedRequest } from './tracked-request.ts'
import { WaitingQueue } from './waiting-queue.ts'

export interface EngineState {
  readonly settings: EngineSettings
  readonly policies: EnginePolicies
  readonly layout: KvLayout
  /** Those that have not ended, and those that ended while a step still computes them. */
  readonly requests: Map<RequestId, TrackedRequest>
  readonly waiting: WaitingQueue
  /** In the order of their admission. */
  readonly running: TrackedRequest[]
  readonly ledger: ProgramLedger
  readonly ended: EndedHistory
  readonly admissionView: AdmissionView
  readonly hash: DecisionHash
  readonly pace: PrefillPace
  readonly tellsTokens: boolean
  events: EngineEvent[]
  /** No deadline is before it. */
  deadlineMsMin: number
  /** Plans since something was admitted. */
  idleStepCount: number
  preemptionCount: number
  computedTokens: number
  cachedTokens: number
  recomputedTokens: number
}

export function openState(
  settings: EngineSettings,
  policies: EnginePolicies,
  tellsTokens: boolean,
): EngineState {
  const layout = openLayout(settings, policies.eviction)
  const ledger = new ProgramLedger(settings, (pin) => layout.unpin(pin))
  const ended = new EndedHistory(settings)
  const running: TrackedRequest[] = []
  const draw = createPrng(settings.seed).next
  return {
    settings,
    policies,
    layout,
    ledger,
    ended,
    running,
    requests: new Map(),
    waiting: new WaitingQueue(policies.ordering, {
      cachedTokenCount: ({ keys, request, promptCount }) =>
        layout.cachedTokens(keys, request.salt ?? '', promptCount - 1),
      isPinned: ({ request }) => ledger.isPinned(request.program),
    }),
    admissionView: new AdmissionView(
      { layout, running, draw, outputHistory: ended.outputCounts },
      settings.stepSequencesMax,
    ),
    hash: new DecisionHash(),
    pace: new PrefillPace(),
    tellsTokens,
    events: [],
    deadlineMsMin: Number.POSITIVE_INFINITY,
    idleStepCount: 0,
    preemptionCount: 0,
    computedTokens: 0,
    cachedTokens: 0,
    recomputedTokens: 0,
  }
}
