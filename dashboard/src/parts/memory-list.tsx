/**
 * The list of memories: a filter, the state, the pages.
 *
 * Filter and state live in the address. Typing replaces it after a pause, so the tab's history holds no half-typed words.
 */

import type { VNode } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { Json, ListInput, Scope } from '../api-types.ts'
import { readFilter } from '../logic/filter-input.ts'
import { countOf } from '../logic/quantity.ts'
import { type Route, routeHash } from '../logic/route.ts'
import { replace } from '../state/navigation.ts'
import { usePages } from '../state/use-pages.ts'
import { EmptyState } from './empty-state.tsx'
import { LoadMore } from './load-more.tsx'
import { MemoryRow } from './memory-row.tsx'
import { LoadingLines } from './resource-view.tsx'

const TYPING_PAUSE_MS = 250
const states = { live: 'Live', forgotten: 'Trash', all: 'All' } as const
type ListState = keyof typeof states

function stateOf(text: string | undefined): ListState {
  return text === 'forgotten' || text === 'all' ? text : 'live'
}

function FilterBox({ route }: { readonly route: Route }): VNode {
  const id = useId()
  const asked = route.params.q ?? ''
  const [typed, setTyped] = useState(asked)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useRef(route)
  latest.current = route
  useEffect(() => setTyped(asked), [asked])
  useEffect(() => () => clearTimeout(timer.current), [])
  const type = (text: string): void => {
    setTyped(text)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      if (readFilter(text).outcome === 'unfinished') return
      const { params, id: open } = latest.current
      replace('memories', { ...params, q: text }, open)
    }, TYPING_PAUSE_MS)
  }
  const reading = readFilter(typed)
  return (
    <div class="field filter-box">
      <label for={id}>Filter</label>
      <input
        id={id}
        type="search"
        autocomplete="off"
        placeholder="words, a speaker, or {&quot;said_at&quot;: {&quot;gte&quot;: &quot;2026-06-01&quot;}}"
        aria-describedby={`${id}-reading`}
        value={typed}
        onInput={(event) => type(event.currentTarget.value)}
      />
      <p id={`${id}-reading`} class="faint">
        {reading.outcome === 'unfinished' && `Not JSON yet: ${reading.message}`}
      </p>
    </div>
  )
}

function StateChoice({
  route,
  state,
}: {
  readonly route: Route
  readonly state: ListState
}): VNode {
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">State</legend>
      {(Object.keys(states) as ListState[]).map((name) => (
        <label key={name}>
          <input
            type="radio"
            name="memory-state"
            checked={state === name}
            onChange={() =>
              replace(
                'memories',
                { ...route.params, state: name === 'live' ? null : name },
                route.id,
              )
            }
          />
          <span>{states[name]}</span>
        </label>
      ))}
    </fieldset>
  )
}

export function MemoryList({
  route,
  scope,
}: {
  readonly route: Route
  readonly scope: Scope | null
}): VNode {
  const state = stateOf(route.params.state)
  const reading = readFilter(route.params.q ?? '')
  const filter: Json | undefined = reading.outcome === 'filter' ? reading.filter : undefined
  const input: ListInput | null =
    scope === null
      ? null
      : { scope, state, isDescending: true, ...(filter === undefined ? {} : { filter }) }
  const pages = usePages(input)
  const { cubes, totalCount, isLoading } = pages
  return (
    <section class="memory-list" aria-label="Memories">
      <div class="list-tools">
        <FilterBox route={route} />
        <StateChoice route={route} state={state} />
      </div>
      <p class="list-count faint" role="status">
        {totalCount === null ? '' : countOf(totalCount, 'memory', 'memories')}
      </p>
      <ul class="memory-rows">
        {cubes.map((cube) => (
          <MemoryRow
            key={cube.id}
            cube={cube}
            href={routeHash('memories', route.params, cube.id)}
            isOpen={cube.id === route.id}
          />
        ))}
      </ul>
      {totalCount === 0 && (
        <EmptyState title={state === 'forgotten' ? 'The trash is empty.' : 'No memory matches.'}>
          {filter !== undefined && (
            <p>
              <a href={routeHash('memories', { ...route.params, q: null })}>Clear the filter</a>
            </p>
          )}
        </EmptyState>
      )}
      {cubes.length === 0 && isLoading && <LoadingLines what="memories" count={6} />}
      <LoadMore pages={pages} what="memories" />
    </section>
  )
}
