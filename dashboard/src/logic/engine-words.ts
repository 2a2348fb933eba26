/** What is said of a model that runs in the gateway's process. */

import type { EngineLoad, EngineStatus } from '../engine-types.ts'
import { countOf, formatBytes, formatCount } from './quantity.ts'

export function engineWords({ kind, state, weightsByteCount, ...engine }: EngineStatus): string {
  if (state !== 'ready') return state
  const weights = `${formatBytes(weightsByteCount)} of weights`
  if (kind === 'encoder') return `${weights}, makes vectors`
  const context = `context ${countOf(engine.contextTokensMax, 'token')}`
  return `${weights}, ${context}, ${formatCount(engine.parallelCount)} at once`
}

export function loadWords({ runningCount, waitingCount }: EngineLoad): string {
  if (runningCount + waitingCount === 0) return 'idle'
  const waiting = waitingCount === 0 ? '' : `, ${formatCount(waitingCount)} waiting`
  return `${formatCount(runningCount)} running${waiting}`
}

/** Of the blocks of the cache, those that requests hold; what is merely kept for later can be taken back. */
export function heldBlockCount(load: EngineLoad): number {
  return load.blockCount - load.freeBlockCount - load.cachedBlockCount
}
