/**
 * Whose memory the pages show. One choice for the whole dashboard, kept for the browser; an address that names a scope wins.
 *
 * Without a choice the largest scope is taken, so that a newcomer never faces an empty page over a full store.
 */

import { lociApi } from '../api/loci-api.ts'
import { type ScopeChoice, scopeChoices } from '../logic/scope-key.ts'
import { type Cell, createCell } from './cell.ts'
import { routeCell } from './navigation.ts'

const storageName = 'loci.scope'

export const scopeCell: Cell<string> = createCell('')
export const scopeChoicesCell: Cell<readonly ScopeChoice[] | null> = createCell<
  readonly ScopeChoice[] | null
>(null)

let isChosenHere = false

export function chooseScope(key: string): void {
  isChosenHere = true
  scopeCell.set(key)
  localStorage.setItem(storageName, key)
}

/** Takes up the kept choice, and from then on the scope of every address that names one. */
export function startScope(): void {
  scopeCell.set(localStorage.getItem(storageName) ?? '')
  const read = (): void => {
    const named = routeCell.get().params.scope
    if (named !== undefined) chooseScope(named)
  }
  routeCell.follow(read)
  read()
}

/** Asks the gateway for the scopes; settles the choice when there is none, or only one that another store knew. */
export async function loadScopes(signal?: AbortSignal): Promise<void> {
  const choices = scopeChoices(await lociApi.scopes(signal))
  scopeChoicesCell.set(choices)
  const chosen = scopeCell.get()
  const isKnown = choices.some((choice) => choice.key === chosen)
  if (chosen === '' || (!isKnown && !isChosenHere)) scopeCell.set(choices[0]?.key ?? '')
}
