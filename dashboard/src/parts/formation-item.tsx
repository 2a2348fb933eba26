/** One window of turns on its way to memories: where it stands, what came of it, and what can be done about it. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { formationApi } from '../api/formation-api.ts'
import type { FormationAttempt, FormationJob } from '../formation-types.ts'
import { outcomeWords, timeWords } from '../logic/formation-words.ts'
import { formatMoment } from '../logic/moment.ts'
import { countOf } from '../logic/quantity.ts'
import { routeHash } from '../logic/route.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { undoBatch } from '../state/changes.ts'
import { retryFormation } from '../state/learning-changes.ts'
import { useResource } from '../state/use-resource.ts'
import { ActionButton } from './action-button.tsx'
import { ResourceView } from './resource-view.tsx'

const SOURCES_SHOWN_MAX = 30

function Attempt({ attempt }: { readonly attempt: FormationAttempt }): VNode {
  const { stage, code, reason, model, text, characterCount, atMs } = attempt
  return (
    <li>
      <p>
        <code>{code}</code> {reason}
      </p>
      <p class="faint">
        {stage}, {formatMoment(atMs)}
        {model !== null && `, ${model}`}, {countOf(characterCount, 'character')} kept
        {text.length < characterCount && ` (the first ${text.length} are shown)`}
      </p>
      <pre class="code raw-answer">{text}</pre>
    </li>
  )
}

function Sources({ job }: { readonly job: FormationJob }): VNode {
  const shown = job.sources.slice(0, SOURCES_SHOWN_MAX)
  return (
    <p class="source-links">
      <span>From </span>
      {shown.map((id, index) => (
        <a key={id} href={routeHash('memories', { scope: scopeKey(job.scope) }, id)}>
          turn {index + 1}
        </a>
      ))}
      {job.sources.length > shown.length && (
        <span>and {job.sources.length - shown.length} more</span>
      )}
    </p>
  )
}

function FormationDetail({ job }: { readonly job: FormationJob }): VNode {
  const resource = useResource(`attempts ${job.id} ${job.updatedAtMs}`, (signal) =>
    formationApi.attempts(job.id, signal),
  )
  return (
    <div class="formation-detail">
      <Sources job={job} />
      <ResourceView resource={resource} what="answers" lineCount={2}>
        {(attempts) =>
          attempts.length === 0 ? (
            <p class="faint">
              {job.state === 'failed'
                ? 'No answer came that could be kept. The turns are kept, and found as they are.'
                : 'No answer had to be kept.'}
            </p>
          ) : (
            <ol class="attempts">
              {attempts.map((attempt) => (
                <Attempt key={attempt.id} attempt={attempt} />
              ))}
            </ol>
          )
        }
      </ResourceView>
    </div>
  )
}

const stateWords = {
  pending: 'waiting',
  running: 'running',
  failed: 'failed',
  done: 'done',
} as const

export interface FormationItemProps {
  readonly job: FormationJob
  readonly nowMs: number
}

export function FormationItem({ job, nowMs }: FormationItemProps): VNode {
  const [isOpen, setOpen] = useState(false)
  const { id, state, pipeline, sources, code, batch } = job
  const outcome = outcomeWords(job)
  return (
    <li class="formation">
      <div class="formation-head">
        <span class={`badge formation-${state}`}>{stateWords[state]}</span>
        <strong>{pipeline}</strong>
        <span>{countOf(sources.length, 'turn')}</span>
        {outcome !== '' && <span>{outcome}</span>}
        {code !== null && <code>{code}</code>}
        <span class="faint">{timeWords(job, nowMs)}</span>
        <span class="formation-actions">
          {(state === 'failed' || state === 'pending') && (
            <ActionButton look="small" icon="restore" run={() => retryFormation(id)}>
              Try again
            </ActionButton>
          )}
          {batch !== null && state === 'done' && (
            <ActionButton look="small" icon="undo" run={() => undoBatch(batch)}>
              Undo
            </ActionButton>
          )}
          <button
            type="button"
            class="button small"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? 'Less' : 'More'}
          </button>
        </span>
      </div>
      {isOpen && <FormationDetail job={job} />}
    </li>
  )
}
