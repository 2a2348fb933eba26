/**
 * Refuses settings that no core can run with, by the name of what is wrong; they come from a command line, a file or a recorded run.
 */

import { LociError } from '../errors.ts'
import type { EngineSettings } from './engine-settings.ts'

/** Blocks, or slots, that the books are kept for at most. */
export const BLOCK_COUNT_MAX = 2 ** 24
const COUNT_MAX = 2 ** 31 - 1

export function checkSettings(settings: EngineSettings): void {
  const { layout, stepTokensMax, stepSequencesMax } = settings
  const counts = { ...pick(settings, countNames), ...layoutCounts(layout) }
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1 || value > COUNT_MAX) {
      refuse(name, value, 'a whole number of at least 1')
    }
  }
  for (const [name, value] of Object.entries(pick(settings, amountNames))) {
    if (!(Number.isFinite(value) && value >= 0)) refuse(name, value, 'a number of at least 0')
  }
  const blockCount = layout.kind === 'paged' ? layout.blockCount : layout.slotCount
  if (blockCount > BLOCK_COUNT_MAX) refuse('blockCount', blockCount, `at most ${BLOCK_COUNT_MAX}`)
  if (stepTokensMax < stepSequencesMax) {
    refuse('stepTokensMax', stepTokensMax, `at least stepSequencesMax, ${stepSequencesMax}`)
  }
  if (settings.retryAfterMsMin > settings.retryAfterMsMax) {
    refuse('retryAfterMsMin', settings.retryAfterMsMin, 'at most retryAfterMsMax')
  }
}

const countNames = [
  'contextLength',
  'stepTokensMax',
  'stepSequencesMax',
  'waitingMax',
  'outputHistoryMax',
  'toolHistoryMax',
  'programsMax',
] as const satisfies readonly (keyof EngineSettings)[]

const amountNames = [
  'recomputeMsPerToken',
  'recomputeMsPerTokenPosition',
  'retryAfterMsMin',
  'retryAfterMsMax',
  'seed',
] as const satisfies readonly (keyof EngineSettings)[]

function pick<Name extends keyof EngineSettings>(
  settings: EngineSettings,
  names: readonly Name[],
): Record<string, EngineSettings[Name]> {
  return Object.fromEntries(names.map((name) => [name, settings[name]]))
}

function layoutCounts(layout: EngineSettings['layout']): Record<string, number> {
  if (layout.kind === 'paged') {
    const { blockCount, blockTokenCount } = layout
    return { blockCount, blockTokenCount }
  }
  const { slotCount, rowBytes, tensorCount, pageBytes, pageCountMax } = layout
  return { slotCount, rowBytes, tensorCount, pageBytes, pageCountMax }
}

function refuse(name: string, value: number, says: string): never {
  throw new LociError('CONFIG_INVALID', `engine setting ${name} is ${value}; it is ${says}`)
}
