/** A core block as it is being written: how full it is, and whether it may be saved. Characters are code points, as the gateway counts. */

import type { Block, BlockDraft } from '../formation-types.ts'

/** What a new block may hold unless it says otherwise. */
export const BLOCK_CHARACTERS_DEFAULT = 2_000

export const newDraft: BlockDraft = {
  text: '',
  description: '',
  charactersMax: BLOCK_CHARACTERS_DEFAULT,
  isReadOnly: false,
}

export function draftOfBlock({ text, description, charactersMax, isReadOnly }: Block): BlockDraft {
  return { text, description, charactersMax, isReadOnly }
}

export interface Fill {
  readonly characterCount: number
  /** Negative: over. */
  readonly leftCount: number
  /** 0 to 100. */
  readonly percent: number
  readonly level: 'roomy' | 'tight' | 'over'
}

const TIGHT_PERCENT = 90

export function fillOf(text: string, charactersMax: number): Fill {
  const characterCount = [...text].length
  const leftCount = charactersMax - characterCount
  const percent = Math.min(100, Math.round((characterCount / Math.max(1, charactersMax)) * 100))
  const level = leftCount < 0 ? 'over' : percent >= TIGHT_PERCENT ? 'tight' : 'roomy'
  return { characterCount, leftCount, percent, level }
}

/** Why a new block cannot be called this; null when it can, as far as this page knows. */
export function blockNameProblem(name: string, taken: readonly string[]): string | null {
  if (name.trim() === '') return 'Give it a name.'
  return taken.includes(name.trim()) ? 'There is a block of this name already.' : null
}
