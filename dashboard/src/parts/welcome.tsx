/** What an empty store offers: a life to try it on, a file to bring, a call to make. */

import type { VNode } from 'preact'
import { routeHash } from '../logic/route.ts'
import { sampleScopeKey } from '../sample-life/sample-scope.ts'
import { loadSampleLife } from '../state/changes.ts'
import { chooseScope, loadScopes } from '../state/scope-choice.ts'
import { ActionButton } from './action-button.tsx'
import { CopyButton } from './copy-button.tsx'

function exampleCall(): string {
  const body = JSON.stringify({ scope: { user: 'ada' }, turns: 'Ada takes her tea without milk.' })
  return `curl ${location.origin}/api/remember \\\n  -H 'content-type: application/json' \\\n  -d '${body}'`
}

async function loadAndChoose(): Promise<void> {
  if (!(await loadSampleLife())) return
  await loadScopes()
  chooseScope(sampleScopeKey)
}

export function Welcome(): VNode {
  const call = exampleCall()
  return (
    <section class="welcome card" aria-labelledby="welcome-title">
      <div>
        <h2 id="welcome-title">Nothing is remembered yet</h2>
        <p>
          Load the sample life: a year of conversations between Ines, her brother Tom and her friend
          Priya. Then ask it things, see where each answer comes from, change a memory and take the
          change back.
        </p>
        <div class="row">
          <ActionButton look="primary" icon="spark" run={loadAndChoose}>
            Load the sample life
          </ActionButton>
          <a class="button" href={routeHash('import')}>
            Import a file
          </a>
        </div>
      </div>
      <div class="welcome-call">
        <p class="faint">
          Or from anywhere: <CopyButton text={call} what="command" />
        </p>
        <pre class="code">{call}</pre>
      </div>
    </section>
  )
}
