/** What may be asked of generating, checked where it comes in: everything behind it trusts these bounds. */

import { LociError } from '../errors.ts'
import { checkSampling, type SamplingSettings } from '../model/sampling/sampling-settings.ts'
import type { GenerateRequest } from './live-engine.ts'
import type { RunnerShape } from './runner.ts'
import type { SchedulingHints } from './scheduling-hints.ts'
import { checkStops } from './stop-text.ts'

/** Of a program or a tool, with the name of its tenant. */
const NAME_CHARACTERS_MAX = 1_024
export const TOP_LOG_PROBS_MAX = 100
export const STOP_TOKENS_MAX = 1_024
/** A timer takes no more. */
export const DEADLINE_MS_MAX = 2 ** 31 - 1

export interface CheckedGenerate {
  readonly sampling: SamplingSettings
  /** Not more than the context leaves. */
  readonly tokensMax: number
}

function demand(isRight: boolean, field: string, says: string): void {
  if (!isRight) throw new LociError('INPUT_INVALID', `${field} ${says}`, { details: { field } })
}

function checkIds(field: string, ids: readonly number[], vocabularySize: number): void {
  const bad = ids.find((id) => !(Number.isSafeInteger(id) && id >= 0 && id < vocabularySize))
  demand(bad === undefined, field, `has ${bad}; ids lie below ${vocabularySize}`)
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most
}

export function checkGenerate(request: GenerateRequest, shape: RunnerShape): CheckedGenerate {
  const { promptTokens, tokensMax, stop = [], stopTokens = [], topLogProbCount, seed } = request
  const { vocabularySize, contextLength } = shape
  demand(promptTokens.length > 0, 'promptTokens', 'is empty; a prompt has at least one token')
  if (promptTokens.length >= contextLength) {
    throw new LociError(
      'MODEL_CONTEXT_OVERFLOW',
      `the prompt has ${promptTokens.length} tokens; ${contextLength} fit with at least one of the answer`,
      { details: { promptTokens: promptTokens.length, contextLength } },
    )
  }
  checkIds('promptTokens', promptTokens, vocabularySize)
  demand(
    isWhole(tokensMax, 1, Number.MAX_SAFE_INTEGER),
    'tokensMax',
    `is ${tokensMax}; at least 1 is made`,
  )
  demand(stopTokens.length <= STOP_TOKENS_MAX, 'stopTokens', `are more than ${STOP_TOKENS_MAX}`)
  checkIds('stopTokens', stopTokens, vocabularySize)
  checkStops(stop)
  const top = topLogProbCount ?? 0
  demand(
    isWhole(top, 0, TOP_LOG_PROBS_MAX),
    'topLogProbCount',
    `is ${top}; 0 to ${TOP_LOG_PROBS_MAX} can be told`,
  )
  demand(seed === undefined || Number.isSafeInteger(seed), 'seed', `is ${seed}, not a whole number`)
  checkDeadline(request.deadlineMs)
  checkHints(request)
  return {
    sampling: checkSampling(request.sampling ?? {}, vocabularySize),
    tokensMax: Math.min(tokensMax, contextLength - promptTokens.length),
  }
}

function checkDeadline(deadlineMs: number | undefined): void {
  if (deadlineMs === undefined) return
  const isRight = deadlineMs > 0 && deadlineMs <= DEADLINE_MS_MAX
  demand(isRight, 'deadlineMs', `is ${deadlineMs}; above 0, at most ${DEADLINE_MS_MAX} can be`)
}

function checkHints({ program, tool, predictedTokens, batchRank }: SchedulingHints): void {
  for (const [field, name] of Object.entries({ program, tool })) {
    const isRight = name === undefined || name.length <= NAME_CHARACTERS_MAX
    demand(isRight, field, `has ${name?.length} characters; ${NAME_CHARACTERS_MAX} can be`)
  }
  for (const [field, count] of Object.entries({ predictedTokens, batchRank })) {
    const isRight = count === undefined || isWhole(count, 0, Number.MAX_SAFE_INTEGER)
    demand(isRight, field, `is ${count}; a whole number of at least 0`)
  }
}
