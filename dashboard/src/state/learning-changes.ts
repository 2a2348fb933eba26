/** The changes that pages make to what is learnt and to what is always in context: formations, settings, core blocks. */

import { formationApi } from '../api/formation-api.ts'
import type { Scope } from '../api-types.ts'
import type { BlockDraft, FormResult, Settings } from '../formation-types.ts'
import { countOf } from '../logic/quantity.ts'
import { attempt, undoAction } from './changes.ts'
import { tellGood } from './notices.ts'

function formedWords({ receipts }: FormResult): string {
  if (receipts.length === 0) return 'Nothing waits to be formed from.'
  const count = receipts.reduce((sum, { added }) => sum + added.length, 0)
  const failed = receipts.filter(({ state }) => state === 'failed').length
  const words = `Formed ${countOf(count, 'memory', 'memories')} from ${countOf(receipts.length, 'window')}`
  return failed === 0 ? `${words}.` : `${words}; ${failed} failed, see below.`
}

export function formNow(scope: Scope): Promise<boolean> {
  return attempt(async () => tellGood(formedWords(await formationApi.form(scope))))
}

export function retryFormation(id: string): Promise<boolean> {
  return attempt(async () => {
    const { ids } = await formationApi.retry(id)
    tellGood(ids.length === 0 ? 'It runs or is done already.' : 'It is tried again.')
  })
}

export function saveSettings(
  scope: Scope,
  settings: Settings,
  unset: readonly string[] = [],
): Promise<boolean> {
  return attempt(async () => {
    const receipt = await formationApi.putSettings(scope, settings, unset)
    const count = Object.keys(settings).length + unset.length
    tellGood(`Saved ${countOf(count, 'setting')}.`, undoAction(receipt))
  })
}

export function saveBlock(
  scope: Scope,
  name: string,
  draft: Partial<BlockDraft> & { readonly ifVersion?: number },
): Promise<boolean> {
  return attempt(async () => {
    const receipt = await formationApi.putBlock(scope, name, draft)
    tellGood(`Saved the block ${name}.`, undoAction(receipt))
  })
}

export function removeBlock(scope: Scope, name: string): Promise<boolean> {
  return attempt(async () => {
    const receipt = await formationApi.removeBlock(scope, name)
    tellGood(`Moved the block ${name} to the trash.`, undoAction(receipt))
  })
}
