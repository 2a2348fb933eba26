/**
 * How many sequences run at once under one budget of memory, by the real core without arithmetic: reserved at full length, paged, slots.
 *
 * All requests wait from the start, so the number that runs while some still wait is what the memory lets in. Reserved is the slots
 * layout with as many slots as the budget has full contexts. The sizes of a row are those of a model with 8 heads of 128 in F16 and
 * 32 layers; the ratio does not depend on them but through the size of pages.
 */

import { Engine } from '../../engine/engine.ts'
import { type EngineSettings, engineDefaults } from '../../engine/engine-settings.ts'
import { assert } from '../../stdx/assert.ts'
import type { RequestLength } from './request-lengths.ts'

export const CONTEXT_LENGTH = 8_192
/** What fits at full length. */
export const RESERVED_SEQUENCES = 16
const ROW_BYTES = 8 * 128 * 2
const TENSORS = 64
const PAGE_BYTES = 65_536
const BLOCK_TOKENS = 16
const STEP_TOKENS = 4_096
const STEP_SEQUENCES = 512

export type AdmittingLayout = 'reserved' | 'paged' | 'slots'

export interface Admitted {
  /** Mean over the steps in which some waited. */
  readonly runningMean: number
  readonly runningMax: number
  readonly stepCount: number
  readonly preemptionCount: number
  readonly finishedCount: number
}

function settingsOf(layout: AdmittingLayout, waitingMax: number): EngineSettings {
  const budgetTokens = RESERVED_SEQUENCES * CONTEXT_LENGTH
  const slots = {
    kind: 'slots',
    slotCount: layout === 'reserved' ? RESERVED_SEQUENCES : STEP_SEQUENCES,
    rowBytes: ROW_BYTES,
    tensorCount: TENSORS,
    pageBytes: PAGE_BYTES,
    pageCountMax: (budgetTokens * ROW_BYTES * TENSORS) / PAGE_BYTES,
  } as const
  const paged = {
    kind: 'paged',
    blockCount: budgetTokens / BLOCK_TOKENS,
    blockTokenCount: BLOCK_TOKENS,
    prefixCache: 'off',
  } as const
  return {
    ...engineDefaults,
    layout: layout === 'paged' ? paged : slots,
    contextLength: CONTEXT_LENGTH,
    stepTokensMax: STEP_TOKENS,
    stepSequencesMax: STEP_SEQUENCES,
    waitingMax,
  }
}

export function admitted(layout: AdmittingLayout, lengths: readonly RequestLength[]): Admitted {
  const core = new Engine({ settings: settingsOf(layout, lengths.length) })
  for (const { promptTokens, answerTokens } of lengths) {
    const prompt = { kind: 'keys', tokenCount: promptTokens, keys: [] } as const
    const { status } = core.submit({ prompt, tokensMax: answerTokens }, 0)
    assert(status === 'accepted', `a request of ${promptTokens} tokens is taken`)
  }
  let [saturatedSteps, runningSum, runningMax, finishedCount] = [0, 0, 0, 0]
  for (let plan = core.plan(0); plan !== null; plan = core.plan(core.stepCount)) {
    const { waitingCount, runningCount } = core.stats()
    if (waitingCount > 0) {
      saturatedSteps += 1
      runningSum += runningCount
    }
    runningMax = Math.max(runningMax, runningCount)
    const sampled = plan.sequences.flatMap(({ request, isSampled }) =>
      isSampled ? [{ request, token: 0, isLast: false }] : [],
    )
    const events = core.commit(plan, { step: plan.step, sampled, failed: [] }, core.stepCount)
    finishedCount += events.filter(({ kind }) => kind === 'finished').length
  }
  const { stepCount, preemptionCount } = core.stats()
  const runningMean = saturatedSteps === 0 ? runningMax : runningSum / saturatedSteps
  return { runningMean, runningMax, stepCount, preemptionCount, finishedCount }
}
