/** What the governance page does: holds, promotions, rollbacks, forgetting. */

import { governanceApi } from '../api/governance-api.ts'
import type { Scope } from '../api-types.ts'
import { countOf } from '../logic/quantity.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { attempt } from './changes.ts'
import { tellGood } from './notices.ts'

export function holdScope(scope: Scope, reason: string): Promise<boolean> {
  return attempt(async () => {
    await governanceApi.hold(scope, reason)
    tellGood(`${scopeKey(scope)} is held: nothing that is there may change or go.`)
  })
}

export function releaseHold(id: string, reason: string): Promise<boolean> {
  return attempt(async () => {
    const { scope } = await governanceApi.release(id, reason)
    tellGood(`${scopeKey(scope)} is released.`)
  })
}

export function advanceChanges(): Promise<boolean> {
  return attempt(async () => {
    const looked = await governanceApi.advance()
    tellGood(
      looked.length === 0
        ? 'There is no canary to look at.'
        : `Looked at ${countOf(looked.length, 'change')}: ${looked.map(({ state }) => state).join(', ')}.`,
    )
  })
}

export function promoteChange(id: string): Promise<boolean> {
  return attempt(async () => {
    await governanceApi.promote(id)
    tellGood('It holds for all now.')
  })
}

export function rollBackChange(id: string, reason: string): Promise<boolean> {
  return attempt(async () => {
    await governanceApi.rollBack(id, reason)
    tellGood('It is taken back.')
  })
}

export function forgetScope(scope: Scope, reason: string): Promise<boolean> {
  return attempt(async () => {
    const { idCount } = await governanceApi.forget(scope, reason)
    tellGood(`Erased ${countOf(idCount, 'record')} for good; the certificate is below.`)
  })
}
