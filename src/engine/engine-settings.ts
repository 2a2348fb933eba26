/**
 * Every constant that the core decides by, in one object: it is recorded with a run, and a run replayed with another differs.
 *
 * Policies are named here; a policy that is not in a registry is handed to the engine beside the settings.
 */

import type { AdmissionPolicyName } from '../policy/admission/registry.ts'
import type { EvictionPolicyName } from '../policy/eviction/registry.ts'
import type { OrderingPolicyName } from '../policy/ordering/registry.ts'
import type { TurnPolicyName } from '../policy/retention/registry.ts'

export interface PagedLayoutSettings {
  readonly kind: 'paged'
  readonly blockCount: number
  readonly blockTokenCount: number
  /** What names a block of a prefix: its token ids, or a key given with the request; off: nothing is shared. */
  readonly prefixCache: 'tokens' | 'keys' | 'off'
}

export interface SlotLayoutSettings {
  readonly kind: 'slots'
  readonly slotCount: number
  /** Keys, or values, of one position in one layer. */
  readonly rowBytes: number
  /** Tensors that grow with a sequence: keys and values of each layer. */
  readonly tensorCount: number
  readonly pageBytes: number
  /** Pages that may be committed, over all tensors. */
  readonly pageCountMax: number
}

export interface EngineSettings {
  readonly layout: PagedLayoutSettings | SlotLayoutSettings
  /** Positions that one sequence can have. */
  readonly contextLength: number
  /** Tokens of one step at most; not below `stepSequencesMax`, so that all that run can go on together. */
  readonly stepTokensMax: number
  /** Requests that run at once at most. */
  readonly stepSequencesMax: number
  /** Requests that wait at most; the next is told 'queue-full'. */
  readonly waitingMax: number
  readonly admission: AdmissionPolicyName | (string & {})
  readonly ordering: OrderingPolicyName | (string & {})
  readonly eviction: EvictionPolicyName | (string & {})
  readonly retention: TurnPolicyName | (string & {})
  /** What computing position p again takes: recomputeMsPerToken + p * recomputeMsPerTokenPosition. */
  readonly recomputeMsPerToken: number
  readonly recomputeMsPerTokenPosition: number
  /** Whether retention goes by what prefill took in this run, once that is known, in place of the two above. */
  readonly measuresRecompute: boolean
  /** Lengths of ended answers that admission may look at. */
  readonly outputHistoryMax: number
  /** Lengths that the history begins with, as if such answers had ended before. */
  readonly outputHistoryFirst: readonly number[]
  /** Durations of tools, each and together, that retention may look at. */
  readonly toolHistoryMax: number
  /** Programs whose first arrival, tool and pin are remembered; the one that was silent longest goes first. */
  readonly programsMax: number
  /** Bounds of what a refused request is told to wait. */
  readonly retryAfterMsMin: number
  readonly retryAfterMsMax: number
  /** Of the draws that policies are handed. */
  readonly seed: number
}

/** Policies by name; what is absent is the default's. */
export type PolicyNames = Partial<
  Pick<EngineSettings, 'admission' | 'ordering' | 'eviction' | 'retention'>
>

/** What does not depend on a model or a machine. */
export const engineDefaults: Omit<EngineSettings, 'layout' | 'contextLength'> = {
  stepTokensMax: 512,
  stepSequencesMax: 64,
  waitingMax: 256,
  admission: 'aggressive',
  ordering: 'fcfs',
  eviction: 'lru',
  retention: 'end-of-turn',
  recomputeMsPerToken: 1,
  recomputeMsPerTokenPosition: 0.0005,
  measuresRecompute: true,
  outputHistoryMax: 200,
  outputHistoryFirst: [],
  toolHistoryMax: 256,
  programsMax: 4096,
  retryAfterMsMin: 100,
  retryAfterMsMax: 60_000,
  seed: 1,
}

/** What computing the first `tokenCount` positions of a sequence takes. */
export function recomputeCostMs(settings: EngineSettings, tokenCount: number): number {
  const { recomputeMsPerToken, recomputeMsPerTokenPosition } = settings
  return tokenCount * (recomputeMsPerToken + (tokenCount / 2) * recomputeMsPerTokenPosition)
}
