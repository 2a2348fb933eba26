/** The graph of facts as of any moment: what held then (valid time), by what was known then (known time). */

import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { evolutionApi } from '../api/evolution-api.ts'
import type { Scope } from '../api-types.ts'
import type { KnownFact } from '../evolution-types.ts'
import { EDGES_MAX, factGraph, factsAbout } from '../logic/fact-graph.ts'
import { type FactMoments, momentOfParam, momentsOf } from '../logic/fact-times.ts'
import { countOf } from '../logic/quantity.ts'
import { type Route, type RouteParams, routeHash } from '../logic/route.ts'
import { parseScopeKey, scopeKey } from '../logic/scope-key.ts'
import { ClockControl } from '../parts/clock-control.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { FactList } from '../parts/fact-list.tsx'
import { FactPicture } from '../parts/fact-picture.tsx'
import { NoScope } from '../parts/no-scope.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { ResourceView } from '../parts/resource-view.tsx'
import { ScopeChoicePicker } from '../parts/scope-choice-picker.tsx'
import { useCell } from '../state/cell.ts'
import { go, replace } from '../state/navigation.ts'
import { scopeCell } from '../state/scope-choice.ts'
import { useResource } from '../state/use-resource.ts'

interface ScopeProps {
  readonly route: Route
  readonly scope: Scope
}

function change(route: Route, part: RouteParams): void {
  replace('graph', { ...route.params, ...part })
}

function Controls({
  route,
  moments,
}: {
  readonly route: Route
  readonly moments: FactMoments
}): VNode {
  const { valid, known, about = '' } = route.params
  return (
    <section class="card graph-controls" aria-label="As of">
      <ClockControl
        label="Valid at"
        about="When it held in the world."
        moments={moments.valid}
        value={momentOfParam(valid)}
        onChange={(value) => change(route, { valid: value })}
      />
      <ClockControl
        label="Known at"
        about="By what had been said until then."
        moments={moments.known}
        value={momentOfParam(known)}
        onChange={(value) => change(route, { known: value })}
      />
      <label class="field">
        <span>Name or relation</span>
        <input
          type="search"
          value={about}
          onInput={(event) => change(route, { about: event.currentTarget.value })}
        />
      </label>
    </section>
  )
}

function NoFacts({ hasAny }: { readonly hasAny: boolean }): VNode {
  if (hasAny) return <EmptyState title="Nothing held then, or nothing has this name." />
  return (
    <EmptyState title="No facts are known here.">
      <p>
        State one with <code>loci facts put</code>, or form memories with the pipeline{' '}
        <code>graph</code> on the page <a href={routeHash('formations')}>Formations</a>.
      </p>
    </EmptyState>
  )
}

function Shown({
  route,
  scope,
  facts,
}: ScopeProps & { readonly facts: readonly KnownFact[] }): VNode {
  const graph = useMemo(() => (facts.length > EDGES_MAX * 4 ? null : factGraph(facts)), [facts])
  const isDrawn = graph !== null && graph.edges.length <= EDGES_MAX
  const hrefOfFact = ({ id }: KnownFact): string =>
    routeHash('memories', { scope: scopeKey(scope), state: 'all' }, id)
  return (
    <>
      <section class="card" aria-label="Graph">
        <h2>Graph</h2>
        {isDrawn ? (
          <FactPicture
            graph={graph}
            hrefOfFact={hrefOfFact}
            hrefOfName={(name) => routeHash('graph', { ...route.params, about: name })}
          />
        ) : (
          <p class="remark">
            More than {EDGES_MAX} relations make no picture: filter by a name, or read the list.
          </p>
        )}
      </section>
      <section class="card" aria-label="Facts">
        <h2>{countOf(facts.length, 'fact')}</h2>
        <FactList facts={facts} hrefOf={hrefOfFact} />
      </section>
    </>
  )
}

function ScopeGraph({ route, scope }: ScopeProps): VNode {
  const key = scopeKey(scope)
  const { valid, known, about = '' } = route.params
  const validAt = momentOfParam(valid)
  const knownAt = momentOfParam(known)
  const timeline = useResource(`timeline ${key}`, (signal) => evolutionApi.timeline(scope, signal))
  const facts = useResource(`facts ${key} ${validAt} ${knownAt}`, (signal) =>
    evolutionApi.facts({ scope, validAt, knownAt }, signal),
  )
  const every = timeline.value
  const moments = useMemo(() => momentsOf(every ?? [], Date.now()), [every])
  const shown = useMemo(() => factsAbout(facts.value ?? [], about), [facts.value, about])
  return (
    <div class="graph-page">
      <Controls route={route} moments={moments} />
      <ResourceView resource={facts} what="facts" lineCount={6}>
        {() =>
          shown.length === 0 ? (
            <NoFacts hasAny={(every ?? []).length > 0} />
          ) : (
            <Shown route={route} scope={scope} facts={shown} />
          )
        }
      </ResourceView>
    </div>
  )
}

export function GraphPage({ route }: { readonly route: Route }): VNode {
  const key = useCell(scopeCell)
  const scope = parseScopeKey(key)
  return (
    <>
      <PageHead title="Graph" lead="Facts as of any date: when they held, and when that was known.">
        <ScopeChoicePicker onChoose={(chosen) => go('graph', { scope: chosen })} />
      </PageHead>
      {scope === null ? <NoScope /> : <ScopeGraph key={key} route={route} scope={scope} />}
    </>
  )
}
