/**
 * Policy: continuum-fixed (retention)
 *
 * A turn is kept for two seconds when its tool takes two seconds or less on average, or is not known; otherwise not at all.
 *
 * Paper: what was released with Continuum (2511.02230), which is not the paper's estimator. Deviation: none.
 * Loses to continuum when tools take longer than two seconds and computing again takes longer still.
 */

import type { TurnPolicy } from './turn-policy.ts'

export const FIXED_TTL_MS = 2_000

export const continuumFixed: TurnPolicy = {
  name: 'continuum-fixed',
  retain({ isLastTurn, toolDurationsMs }) {
    const { length } = toolDurationsMs
    const meanMs = length === 0 ? 0 : toolDurationsMs.reduce((sum, ms) => sum + ms, 0) / length
    return isLastTurn || meanMs > FIXED_TTL_MS ? 0 : FIXED_TTL_MS
  },
}
