/**
 * The changes that the page makes, each with its word of success, its way back, and its error.
 *
 * All resolve to whether it went well, so that a form knows whether to close; a failure is shown and the draft stays.
 */

import { lociApi } from '../api/loci-api.ts'
import type { CacheSelector, Receipt } from '../api-types.ts'
import { countOf } from '../logic/quantity.ts'
import { noteChange } from './live.ts'
import { tellError, tellGood } from './notices.ts'

const memories = (count: number): string => countOf(count, 'memory', 'memories')

export async function attempt(change: () => Promise<void>): Promise<boolean> {
  try {
    await change()
    noteChange()
    return true
  } catch (error) {
    tellError(error)
    return false
  }
}

export function undoAction({ batch }: Receipt, label = 'Undo'): { label: string; run: () => void } {
  return { label, run: () => void undoBatch(batch) }
}

export function undoBatch(batch: string): Promise<boolean> {
  return attempt(async () => {
    const receipt = await lociApi.undo(batch)
    tellGood(`Undone: ${memories(receipt.ids.length)} as before.`, undoAction(receipt, 'Redo'))
  })
}

export function editMemory(id: string, text: string, ifVersion: number): Promise<boolean> {
  return attempt(async () => {
    const receipt = await lociApi.update(id, { text, ifVersion })
    tellGood('Saved as a new version.', undoAction(receipt))
  })
}

export function forgetMemory(id: string): Promise<boolean> {
  return attempt(async () => {
    const receipt = await lociApi.forget([id])
    tellGood('Moved to the trash.', undoAction(receipt))
  })
}

export function purgeMemory(id: string, reason: string): Promise<boolean> {
  return attempt(async () => {
    await lociApi.purge([id], reason)
    tellGood('Purged. A tombstone remains.')
  })
}

export function invalidateAnswers(selector: CacheSelector): Promise<boolean> {
  return attempt(async () => {
    const { count } = await lociApi.invalidateCache(selector, false)
    tellGood(`Took ${countOf(count, 'answer')} out of the cache.`)
  })
}

/** Takes back every batch of an import, the latest first. */
export function undoImport(batches: readonly string[]): Promise<boolean> {
  return attempt(async () => {
    let count = 0
    for (const batch of batches.toReversed()) count += (await lociApi.undo(batch)).ids.length
    tellGood(`Import undone: ${memories(count)} moved to the trash.`)
  })
}

/** Fills the store with the sample life; loaded before, it comes back from the trash only by undo. */
export function loadSampleLife(): Promise<boolean> {
  return attempt(async () => {
    const { sampleInputs } = await import('../sample-life/sample-life.ts')
    let madeCount = 0
    for (const input of sampleInputs()) {
      const receipt = await lociApi.remember(input)
      if (!receipt.isRepeated) madeCount += receipt.ids.length
    }
    tellGood(
      madeCount === 0
        ? 'The sample life was loaded before. If it is in the trash, undo the change that put it there.'
        : `A year in ${countOf(madeCount, 'turn')}: ask it something.`,
    )
  })
}
