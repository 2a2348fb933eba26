/** The windows of a scope by their state, newest first. While something waits or runs it is looked at again by itself. */

import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Scope } from '../api-types.ts'
import type { FormationsAnswer } from '../formation-types.ts'
import { type Route, routeHash } from '../logic/route.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { formNow } from '../state/learning-changes.ts'
import { replace } from '../state/navigation.ts'
import type { Resource } from '../state/use-resource.ts'
import { ActionButton } from './action-button.tsx'
import { EmptyState } from './empty-state.tsx'
import { FormationItem } from './formation-item.tsx'
import { Segments } from './segments.tsx'

const LOOK_MS = 2_000

export const formationStates = [
  ['', 'All'],
  ['pending', 'Waiting'],
  ['running', 'Running'],
  ['failed', 'Failed'],
  ['done', 'Done'],
] as const

function useLookAgain({ value, reload }: Resource<FormationsAnswer>): void {
  const isMoving = value !== null && value.status.running > 0
  const isWaiting = value !== null && value.status.pending > 0 && value.status.isWorking
  useEffect(() => {
    if (!isMoving && !isWaiting) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload()
    }, LOOK_MS)
    return () => clearInterval(timer)
  }, [isMoving, isWaiting, reload])
}

function NoFormations({ isFiltered }: { readonly isFiltered: boolean }): VNode {
  if (isFiltered) return <EmptyState title="No window is in this state." />
  return (
    <EmptyState title="Nothing was formed here yet.">
      <p>
        Raw turns are kept and found as they are. Choose a pipeline in the settings, and memories
        are made out of them.
      </p>
    </EmptyState>
  )
}

export interface FormationListProps {
  readonly route: Route
  readonly scope: Scope
  readonly answer: FormationsAnswer
  readonly resource: Resource<FormationsAnswer>
  readonly onMore: () => void
}

export function FormationList(props: FormationListProps): VNode {
  const { route, scope, answer, resource, onMore } = props
  const { formations, nextCursor } = answer
  const state = route.params.state ?? ''
  const [nowMs, setNowMs] = useState(Date.now())
  useLookAgain(resource)
  // Words such as "4 min ago" are as old as the answer.
  useEffect(() => setNowMs(Date.now()), [answer])
  return (
    <section class="card" aria-label="Windows">
      <header class="card-head">
        <h2>Windows of turns</h2>
        <ActionButton icon="formations" look="small" run={() => formNow(scope)}>
          Form now
        </ActionButton>
      </header>
      <Segments
        name="state"
        label="State"
        value={state}
        options={formationStates}
        onChange={(chosen) => replace('formations', { scope: scopeKey(scope), state: chosen })}
      />
      {formations.length === 0 && <NoFormations isFiltered={state !== ''} />}
      <ol class="formations">
        {formations.map((job) => (
          <FormationItem key={job.id} job={job} nowMs={nowMs} />
        ))}
      </ol>
      {nextCursor !== null && (
        <button type="button" class="button load-more" onClick={onMore}>
          More windows
        </button>
      )}
      <p class="faint">
        What a window gave is in the{' '}
        <a href={routeHash('memories', { scope: scopeKey(scope) })}>memories</a>.
      </p>
    </section>
  )
}
