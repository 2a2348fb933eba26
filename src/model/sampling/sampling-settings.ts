/**
 * What a caller may say about how tokens are chosen, with its bounds. Checked once, where it comes in.
 *
 * Nothing given means greedy: the same prompt gives the same answer.
 */

import { LociError } from '../../errors.ts'

export interface SamplingSettings {
  /** 0 is greedy: the likeliest token, the lowest id of equals. */
  readonly temperature: number
  /** Only the `topK` likeliest; 0 is off. */
  readonly topK: number
  /** Only the likeliest that together reach this share; 1 is off. */
  readonly topP: number
  /** Only those at least this share as likely as the likeliest; 0 is off. */
  readonly minP: number
  /** Logits of recent tokens are divided by it (multiplied where negative); 1 is off. */
  readonly repetitionPenalty: number
  /** How many recent tokens are penalised. */
  readonly repetitionTokenCount: number
  /** Added to the logits of these tokens. */
  readonly logitBias: ReadonlyMap<number, number>
}

export const REPETITION_TOKENS_MAX = 4_096
/** A bias of this size decides; beyond it lies nothing but overflow. */
const BIAS_MAX = 1_000

export const greedySampling: SamplingSettings = {
  temperature: 0,
  topK: 0,
  topP: 1,
  minP: 0,
  repetitionPenalty: 1,
  repetitionTokenCount: 64,
  logitBias: new Map(),
}

function demand(name: string, value: number, isValid: boolean, says: string): void {
  if (isValid) return
  throw new LociError('INPUT_INVALID', `${name} is ${value}; it must be ${says}`, {
    details: { field: name, value },
  })
}

/** The settings with defaults, or INPUT_INVALID with the field. */
export function checkSampling(
  given: Partial<SamplingSettings>,
  vocabularySize: number,
): SamplingSettings {
  const settings = { ...greedySampling, ...given }
  const { temperature, topK, topP, minP, repetitionPenalty, repetitionTokenCount } = settings
  demand('temperature', temperature, temperature >= 0 && temperature <= 100, '0 to 100')
  demand('topK', topK, Number.isSafeInteger(topK) && topK >= 0, 'a whole number from 0')
  demand('topP', topP, topP > 0 && topP <= 1, 'above 0, at most 1')
  demand('minP', minP, minP >= 0 && minP <= 1, '0 to 1')
  const isPenalty = repetitionPenalty > 0 && repetitionPenalty <= 100
  demand('repetitionPenalty', repetitionPenalty, isPenalty, 'above 0, at most 100')
  const isCount = Number.isSafeInteger(repetitionTokenCount) && repetitionTokenCount >= 0
  demand(
    'repetitionTokenCount',
    repetitionTokenCount,
    isCount && repetitionTokenCount <= REPETITION_TOKENS_MAX,
    `a whole number from 0 to ${REPETITION_TOKENS_MAX}`,
  )
  for (const [id, bias] of settings.logitBias) {
    const isToken = Number.isSafeInteger(id) && id >= 0 && id < vocabularySize
    demand('logitBias', id, isToken, `a token below ${vocabularySize}`)
    demand('logitBias', bias, Math.abs(bias) <= BIAS_MAX, `-${BIAS_MAX} to ${BIAS_MAX}`)
  }
  return settings
}
