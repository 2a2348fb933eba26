/**
 * What is done to logits before tokens are chosen: bias, then the penalty for what was just said (CTRL, arXiv 1909.05858).
 *
 * Pure: the given logits stay as they are. A token is penalised once, however often it stands among the recent ones.
 */

import type { SamplingSettings } from './sampling-settings.ts'

export function adjustLogits(
  logits: ArrayLike<number>,
  settings: SamplingSettings,
  recent: ArrayLike<number>,
): Float64Array {
  const adjusted = new Float64Array(logits)
  for (const [id, bias] of settings.logitBias) adjusted[id]! += bias
  const { repetitionPenalty, repetitionTokenCount } = settings
  if (repetitionPenalty === 1) return adjusted
  const penalised = new Set<number>()
  for (let at = Math.max(0, recent.length - repetitionTokenCount); at < recent.length; at += 1) {
    penalised.add(recent[at]!)
  }
  for (const id of penalised) {
    const logit = adjusted[id]
    // Divided where positive and multiplied where negative: the token becomes less likely either way.
    if (logit !== undefined) {
      adjusted[id] = logit > 0 ? logit / repetitionPenalty : logit * repetitionPenalty
    }
  }
  return adjusted
}
