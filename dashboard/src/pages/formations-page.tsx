/** Formations: what is made out of the turns of a scope, what waits, what failed and why; and the settings that decide it. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { formationApi } from '../api/formation-api.ts'
import type { Scope } from '../api-types.ts'
import type { FormationsAnswer } from '../formation-types.ts'
import { formationTiles } from '../logic/formation-words.ts'
import type { Route } from '../logic/route.ts'
import { parseScopeKey, scopeKey } from '../logic/scope-key.ts'
import { FormationList } from '../parts/formation-list.tsx'
import { NoScope } from '../parts/no-scope.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { ResourceView } from '../parts/resource-view.tsx'
import { ScopeChoicePicker } from '../parts/scope-choice-picker.tsx'
import { SettingsForm } from '../parts/settings-form.tsx'
import { TileRow } from '../parts/tile-row.tsx'
import { useCell } from '../state/cell.ts'
import { go } from '../state/navigation.ts'
import { scopeCell } from '../state/scope-choice.ts'
import { useResource } from '../state/use-resource.ts'

const FORMATIONS_FIRST = 50
/** The API's own limit. */
const FORMATIONS_MAX = 1_000

function SettingsPanel({
  scope,
  pipelines,
}: {
  readonly scope: Scope
  readonly pipelines: FormationsAnswer['pipelines']
}): VNode {
  const key = scopeKey(scope)
  const settings = useResource(`settings ${key}`, (signal) => formationApi.settings(scope, signal))
  return (
    <section class="card" aria-label="Settings">
      <h2>How this scope is run</h2>
      <ResourceView resource={settings} what="settings" lineCount={6}>
        {(answer) => <SettingsForm key={key} scope={scope} answer={answer} pipelines={pipelines} />}
      </ResourceView>
    </section>
  )
}

function ModelNote({ status }: Pick<FormationsAnswer, 'status'>): VNode {
  if (status.model === null) {
    return (
      <p class="remark">
        There is no model here: pipelines that need one fail, and say so. Everything else works
        without.
      </p>
    )
  }
  return (
    <p class="faint model-note">
      Model: <span class="break">{status.model}</span>
    </p>
  )
}

function ScopeFormations({
  route,
  scope,
}: {
  readonly route: Route
  readonly scope: Scope
}): VNode {
  const key = scopeKey(scope)
  const state = route.params.state ?? ''
  const [limit, setLimit] = useState(FORMATIONS_FIRST)
  const resource = useResource(`formations ${key} ${state} ${limit}`, (signal) =>
    formationApi.formations({ scope, state, limit }, signal),
  )
  return (
    <ResourceView resource={resource} what="formations" lineCount={6}>
      {(answer) => (
        <>
          <TileRow tiles={formationTiles(answer.status, Date.now())} />
          <ModelNote status={answer.status} />
          <div class="overview-columns">
            <FormationList
              route={route}
              scope={scope}
              answer={answer}
              resource={resource}
              onMore={() => setLimit(Math.min(FORMATIONS_MAX, limit * 4))}
            />
            <SettingsPanel scope={scope} pipelines={answer.pipelines} />
          </div>
        </>
      )}
    </ResourceView>
  )
}

export function FormationsPage({ route }: { readonly route: Route }): VNode {
  const key = useCell(scopeCell)
  const scope = parseScopeKey(key)
  return (
    <>
      <PageHead
        title="Formations"
        lead="Memories made out of what was said: waiting, made, failed."
      >
        <ScopeChoicePicker
          onChoose={(chosen) => go('formations', { ...route.params, scope: chosen })}
        />
      </PageHead>
      {scope === null ? <NoScope /> : <ScopeFormations key={key} route={route} scope={scope} />}
    </>
  )
}
