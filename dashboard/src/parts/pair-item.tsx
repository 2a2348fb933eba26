/** Two memories that should perhaps not both stay as they are: what tells them apart, how sure that is, and the decision. */

import type { VNode } from 'preact'
import type { Scope } from '../api-types.ts'
import type { Proposal } from '../evolution-types.ts'
import { pairWords } from '../logic/pair-words.ts'
import { routeHash } from '../logic/route.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { applyProposal, keepApart } from '../state/evolution-changes.ts'
import { ActionButton } from './action-button.tsx'
import { DiffText } from './diff-text.tsx'

export interface PairItemProps {
  readonly scope: Scope
  readonly proposal: Proposal
}

export function PairItem({ scope, proposal }: PairItemProps): VNode {
  const { action, confidence, isSafe, because, keep, lose, texts } = proposal
  const hrefOf = (id: string): string => routeHash('memories', { scope: scopeKey(scope) }, id)
  return (
    <li class="pair">
      <p class="pair-head">
        <strong>They {pairWords(proposal).replace(/^one/, 'differ: one')}</strong>
        <span class="badge">{Math.round(confidence * 100)} % sure</span>
        {isSafe && <span class="badge formation-done">safe to do by itself</span>}
      </p>
      <p class="faint">{because}</p>
      <div class="pair-texts">
        <div>
          <h3>
            <a href={hrefOf(lose)}>
              {action === 'merge' ? 'Would be merged away' : 'Would give way'}
            </a>
          </h3>
          <p class="diff">{texts.lose}</p>
        </div>
        <div>
          <h3>
            <a href={hrefOf(keep)}>Would stay</a>
          </h3>
          <DiffText before={texts.lose} after={texts.keep} />
        </div>
      </div>
      <div class="row">
        <ActionButton look="primary small" run={() => applyProposal(scope, proposal)}>
          {action === 'merge' ? 'Merge' : 'Replace'}
        </ActionButton>
        <ActionButton look="small" run={() => keepApart(scope, proposal)}>
          Keep apart
        </ActionButton>
      </div>
    </li>
  )
}
