/** What a person decides about pairs of memories, each with its way back. */

import { evolutionApi } from '../api/evolution-api.ts'
import type { Scope } from '../api-types.ts'
import type { Proposal } from '../evolution-types.ts'
import { countOf } from '../logic/quantity.ts'
import { attempt, undoAction } from './changes.ts'
import { tellGood } from './notices.ts'

export function applyProposal(scope: Scope, { id, action }: Proposal): Promise<boolean> {
  return attempt(async () => {
    const { receipts } = await evolutionApi.apply(scope, [id])
    const [receipt] = receipts
    if (receipt === undefined) {
      tellGood('It is left as it was: one of the two is frozen or was changed meanwhile.')
      return
    }
    tellGood(action === 'merge' ? 'Merged.' : 'The older one gave way.', undoAction(receipt))
  })
}

export function applySafe(scope: Scope): Promise<boolean> {
  return attempt(async () => {
    const { receipts } = await evolutionApi.apply(scope)
    tellGood(`${countOf(receipts.length, 'decision')} made; each can be undone below.`)
  })
}

export function keepApart(scope: Scope, { id }: Proposal): Promise<boolean> {
  return attempt(async () => {
    const receipt = await evolutionApi.keepApart(scope, [id])
    tellGood('Kept apart: the pair is proposed no more.', undoAction(receipt))
  })
}
