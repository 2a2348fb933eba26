/** Evolution: pairs that wait for a decision, and the decisions of late, each of which can be taken back. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { evolutionApi } from '../api/evolution-api.ts'
import { lociApi } from '../api/loci-api.ts'
import type { Scope } from '../api-types.ts'
import type { Proposals } from '../evolution-types.ts'
import { batchList } from '../logic/batch-list.ts'
import { decisionsOf, sortedPairs } from '../logic/pair-words.ts'
import { countOf } from '../logic/quantity.ts'
import { parseScopeKey, scopeKey } from '../logic/scope-key.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { BatchItem } from '../parts/batch-item.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { NoScope } from '../parts/no-scope.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { PairItem } from '../parts/pair-item.tsx'
import { ResourceView } from '../parts/resource-view.tsx'
import { ScopeChoicePicker } from '../parts/scope-choice-picker.tsx'
import { useCell } from '../state/cell.ts'
import { applySafe } from '../state/evolution-changes.ts'
import { go } from '../state/navigation.ts'
import { scopeCell } from '../state/scope-choice.ts'
import { useResource } from '../state/use-resource.ts'

const PAIRS_FIRST = 20
const LOG_ENTRIES = 500
const DECISIONS_SHOWN = 20

interface PairsProps {
  readonly scope: Scope
  readonly found: Proposals
}

function Pairs({ scope, found }: PairsProps): VNode {
  const [count, setCount] = useState(PAIRS_FIRST)
  const pairs = sortedPairs(found.proposals)
  const safeCount = pairs.filter(({ isSafe }) => isSafe).length
  return (
    <>
      <header class="card-head">
        <h2>{countOf(pairs.length, 'pair')} to decide on</h2>
        {safeCount > 0 && (
          <ActionButton look="small" icon="check" run={() => applySafe(scope)}>
            Do the safe {safeCount}
          </ActionButton>
        )}
      </header>
      {found.isCut && (
        <p class="remark">
          The scope holds more than one look takes: only what changed last was compared.
        </p>
      )}
      {pairs.length === 0 && (
        <EmptyState title="Nothing waits for a decision.">
          <p>
            {countOf(found.memoryCount, 'note or derived memory', 'notes and derived memories')}{' '}
            were compared. Raw turns stay as they were said.
          </p>
        </EmptyState>
      )}
      <ol class="pairs">
        {pairs.slice(0, count).map((proposal) => (
          <PairItem key={proposal.id} scope={scope} proposal={proposal} />
        ))}
      </ol>
      {pairs.length > count && (
        <button type="button" class="button" onClick={() => setCount(count + PAIRS_FIRST)}>
          More pairs
        </button>
      )}
    </>
  )
}

function Decisions({ scope }: { readonly scope: Scope }): VNode {
  const key = scopeKey(scope)
  const resource = useResource(`decisions ${key}`, async (signal) =>
    decisionsOf(batchList(await lociApi.log(LOG_ENTRIES, signal), LOG_ENTRIES), key),
  )
  return (
    <section class="card" aria-label="Decisions">
      <h2>Decisions of late</h2>
      <ResourceView resource={resource} what="decisions" lineCount={4}>
        {(batches) => (
          <>
            {batches.length === 0 && <EmptyState title="None among the latest changes." />}
            <ol class="batches">
              {batches.slice(0, DECISIONS_SHOWN).map((batch) => (
                <BatchItem key={batch.id} batch={batch} nowMs={Date.now()} />
              ))}
            </ol>
          </>
        )}
      </ResourceView>
    </section>
  )
}

function ScopeEvolution({ scope }: { readonly scope: Scope }): VNode {
  const resource = useResource(`proposals ${scopeKey(scope)}`, (signal) =>
    evolutionApi.proposals(scope, signal),
  )
  return (
    <div class="overview-columns">
      <section class="card" aria-label="Pairs">
        <ResourceView resource={resource} what="pairs" lineCount={6}>
          {(found) => <Pairs scope={scope} found={found} />}
        </ResourceView>
      </section>
      <Decisions scope={scope} />
    </div>
  )
}

export function EvolutionPage(): VNode {
  const key = useCell(scopeCell)
  const scope = parseScopeKey(key)
  return (
    <>
      <PageHead title="Evolution" lead="What says the same, what is outdated, and who decided so.">
        <ScopeChoicePicker onChoose={(chosen) => go('evolution', { scope: chosen })} />
      </PageHead>
      {scope === null ? <NoScope /> : <ScopeEvolution key={key} scope={scope} />}
    </>
  )
}
