/** Core blocks: the pieces of text that are always in the context of their scope, written by agents and by people alike. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { formationApi } from '../api/formation-api.ts'
import type { Scope } from '../api-types.ts'
import { parseScopeKey, scopeKey } from '../logic/scope-key.ts'
import { BlockCard } from '../parts/block-card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { NewBlock } from '../parts/new-block.tsx'
import { NoScope } from '../parts/no-scope.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { ResourceView } from '../parts/resource-view.tsx'
import { ScopeChoicePicker } from '../parts/scope-choice-picker.tsx'
import { useCell } from '../state/cell.ts'
import { go } from '../state/navigation.ts'
import { scopeCell } from '../state/scope-choice.ts'
import { useResource } from '../state/use-resource.ts'

function ScopeBlocks({ scope }: { readonly scope: Scope }): VNode {
  const [isAdding, setAdding] = useState(false)
  const resource = useResource(`blocks ${scopeKey(scope)}`, (signal) =>
    formationApi.blocks(scope, signal),
  )
  return (
    <ResourceView resource={resource} what="blocks" lineCount={4}>
      {(blocks) => (
        <div class="blocks">
          {blocks.length === 0 && !isAdding && (
            <EmptyState title="This scope has no core blocks.">
              <p>
                What an agent should never have to look up goes here: who it is, whom it speaks
                with, what it works on.
              </p>
            </EmptyState>
          )}
          {blocks.map((block) => (
            <BlockCard key={block.id} scope={scope} block={block} />
          ))}
          {isAdding ? (
            <NewBlock scope={scope} blocks={blocks} onDone={() => setAdding(false)} />
          ) : (
            <button type="button" class="button" onClick={() => setAdding(true)}>
              New block
            </button>
          )}
        </div>
      )}
    </ResourceView>
  )
}

export function BlocksPage(): VNode {
  const key = useCell(scopeCell)
  const scope = parseScopeKey(key)
  return (
    <>
      <PageHead title="Core blocks" lead="Always in the context of their scope.">
        <ScopeChoicePicker onChoose={(chosen) => go('blocks', { scope: chosen })} />
      </PageHead>
      {scope === null ? <NoScope /> : <ScopeBlocks key={key} scope={scope} />}
    </>
  )
}
