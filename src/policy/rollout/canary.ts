/**
 * Canary rollout as decisions: who gets a change first, and when it is made for all or taken back.
 *
 * Owners are dealt to the canary by a hash of their name, so that everything of one person is on one side and stays there. Shares compare
 * by difference, durations by factor; a monitor is only believed once both sides have the least count of samples. One monitor that is
 * worse takes the change back at once; all that have a threshold must have enough samples before it is promoted.
 * Paper: DMM Gov (2509.18868), rollout, monitoring and rollback with thresholds. It loses where the rest changes for another reason
 * at the same time: the sides are compared with each other, not with the past, so that mostly cancels out.
 */

export interface MonitorReading {
  readonly name: string
  /** How much worse the canary may be. */
  readonly threshold: number
  readonly comparison: 'difference' | 'factor'
  readonly canary: { readonly value: number; readonly samples: number }
  readonly rest: { readonly value: number; readonly samples: number }
}

export interface CanaryVerdict {
  readonly verdict: 'promote' | 'roll-back' | 'wait'
  /** One a monitor: `name: 0.4 in the canary, 0.1 in the rest, 0.1 more allowed`. */
  readonly reasons: readonly string[]
}

/** Whether an owner gets the change first. `hash`: any whole number from 0, the same for the same owner. */
export function isInCanary(hash: number, sharePercent: number): boolean {
  return hash % 100 < sharePercent
}

function isWorse({ canary, rest, threshold, comparison }: MonitorReading): boolean {
  const bound = comparison === 'factor' ? rest.value * threshold : rest.value + threshold
  return canary.value > bound
}

function told(reading: MonitorReading, verdict: string): string {
  const { name, canary, rest, threshold, comparison } = reading
  const allowed = comparison === 'factor' ? `${threshold} times` : `${threshold} more`
  const value = (number: number): string => String(Math.round(number * 1_000) / 1_000)
  return `${name} ${verdict}: ${value(canary.value)} in the canary (${canary.samples}), ${value(rest.value)} in the rest (${rest.samples}), ${allowed} allowed`
}

export function canaryVerdict(
  readings: readonly MonitorReading[],
  samplesMin: number,
): CanaryVerdict {
  const isKnown = ({ canary, rest }: MonitorReading): boolean =>
    canary.samples >= samplesMin && rest.samples >= samplesMin
  const worse = readings.filter((reading) => isKnown(reading) && isWorse(reading))
  if (worse.length > 0) {
    return { verdict: 'roll-back', reasons: worse.map((reading) => told(reading, 'is worse')) }
  }
  const unknown = readings.filter((reading) => !isKnown(reading))
  if (unknown.length > 0 || readings.length === 0) {
    const reasons = unknown.map((reading) => told(reading, `needs ${samplesMin} samples a side`))
    return { verdict: 'wait', reasons }
  }
  return { verdict: 'promote', reasons: readings.map((reading) => told(reading, 'holds')) }
}
