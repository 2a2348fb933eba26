/** Whose memories the store holds, largest first. */

import type { VNode } from 'preact'
import { countOf } from '../logic/quantity.ts'
import { routeHash } from '../logic/route.ts'
import { useCell } from '../state/cell.ts'
import { scopeChoicesCell } from '../state/scope-choice.ts'

const SCOPES_SHOWN_MAX = 12

export function ScopeList(): VNode | null {
  const choices = useCell(scopeChoicesCell)
  if (choices === null || choices.length === 0) return null
  const shown = choices.slice(0, SCOPES_SHOWN_MAX)
  return (
    <section class="card" aria-label="Scopes">
      <h2>Scopes</h2>
      <ul class="scope-list">
        {shown.map(({ key, cubeCount }) => (
          <li key={key}>
            <a class="clip" href={routeHash('conversations', { scope: key })}>
              {key}
            </a>
            <span class="faint">{countOf(cubeCount, 'memory', 'memories')}</span>
          </li>
        ))}
      </ul>
      {choices.length > shown.length && (
        <p class="faint">
          and {countOf(choices.length - shown.length, 'more scope', 'more scopes')}
        </p>
      )}
    </section>
  )
}
