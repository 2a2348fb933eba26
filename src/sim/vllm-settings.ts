/**
 * vLLM's second scheduler (V1) as settings of the core: what that engine would decide, decided by ours.
 *
 * Chunked prefill beside decoding, prompts whole or not at all in the cache (`scheduler_reserve_full_isl`), no watermark, preemption of the
 * youngest by recompute, which finds its own blocks again while nobody took them. Not expressed: a step that is scheduled while the
 * one before runs (asynchronous scheduling) sees a request one step later than ours.
 */

import { type EngineSettings, engineDefaults } from '../engine/engine-settings.ts'

export type { EngineSettings } from '../engine/engine-settings.ts'

export interface VllmKnobs {
  readonly blockCount: number
  /** Default 16. */
  readonly blockTokenCount?: number
  /** `max_num_batched_tokens`, default 2,048. */
  readonly stepTokensMax?: number
  /** `max_num_seqs`, default 256. */
  readonly stepSequencesMax?: number
  /** `max_model_len`, default: what the cache takes. */
  readonly contextLength?: number
  /** `enable_prefix_caching`, default true. */
  readonly sharesPrefixes?: boolean
}

/** Requests that wait at most: a simulation looks at queues, it does not refuse. */
const WAITING_MAX = 2 ** 30

export function vllmSettings(knobs: VllmKnobs): EngineSettings {
  const { blockCount, blockTokenCount = 16, stepTokensMax = 2048 } = knobs
  return {
    ...engineDefaults,
    layout: {
      kind: 'paged',
      blockCount,
      blockTokenCount,
      prefixCache: knobs.sharesPrefixes === false ? 'off' : 'keys',
    },
    contextLength: knobs.contextLength ?? blockCount * blockTokenCount,
    stepTokensMax,
    stepSequencesMax: Math.min(stepTokensMax, knobs.stepSequencesMax ?? 256),
    waitingMax: WAITING_MAX,
    admission: 'when-it-fits',
    ordering: 'fcfs',
    eviction: 'lru',
    retention: 'end-of-turn',
  }
}
