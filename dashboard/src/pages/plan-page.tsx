/** Planning: which hardware serves this traffic within these limits for the least, with pictures and a reason for everything rejected. */

import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { ApiError } from '../api/api-error.ts'
import { planOptions, searchPlan } from '../api/plan-api.ts'
import { stageWords } from '../logic/plan-words.ts'
import { ErrorBox } from '../parts/error-box.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { PlanAnswer } from '../parts/plan-answer.tsx'
import { PlanForm } from '../parts/plan-form.tsx'
import { ResourceView } from '../parts/resource-view.tsx'
import type { PlanOptions, PlanProgress, PlanQuestion, PlanReport } from '../plan-types.ts'
import { useResource } from '../state/use-resource.ts'

type Found =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'searching'; readonly progress: PlanProgress | null }
  | { readonly kind: 'report'; readonly report: PlanReport }
  | { readonly kind: 'error'; readonly error: ApiError }

function Searching({ progress }: { readonly progress: PlanProgress | null }): VNode {
  const words = progress === null ? 'Estimating' : stageWords(progress)
  return (
    <section class="card" aria-label="Search" aria-busy="true">
      <p role="status">{words}</p>
      <progress
        aria-label="Progress of the search"
        {...(progress === null ? {} : { value: progress.done, max: progress.total })}
      />
    </section>
  )
}

function Planning({ options }: { readonly options: PlanOptions }): VNode {
  const [found, setFound] = useState<Found>({ kind: 'nothing' })
  const running = useRef<AbortController | null>(null)
  // A search does not outlive the page that asked.
  useEffect(() => () => running.current?.abort(), [])
  const ask = async (question: PlanQuestion): Promise<void> => {
    const stop = new AbortController()
    running.current = stop
    setFound({ kind: 'searching', progress: null })
    try {
      const report = await searchPlan(question, {
        signal: stop.signal,
        onProgress: (progress) => setFound({ kind: 'searching', progress }),
      })
      setFound({ kind: 'report', report })
    } catch (error) {
      if (stop.signal.aborted) setFound({ kind: 'nothing' })
      else setFound({ kind: 'error', error: ApiError.from(error) })
    }
  }
  return (
    <>
      <PlanForm
        options={options}
        isBusy={found.kind === 'searching'}
        onAsk={(question) => void ask(question)}
        onStop={() => running.current?.abort()}
      />
      {found.kind === 'searching' && <Searching progress={found.progress} />}
      {found.kind === 'error' && <ErrorBox error={found.error} />}
      {found.kind === 'report' && <PlanAnswer report={found.report} />}
    </>
  )
}

export function PlanPage(): VNode {
  const resource = useResource('plan-options', planOptions)
  return (
    <>
      <PageHead
        title="Plan"
        lead="Which hardware serves this traffic within these limits for the least, and why nothing else does."
      />
      <ResourceView resource={resource} what="what can be planned with" lineCount={4}>
        {(options) => <Planning options={options} />}
      </ResourceView>
    </>
  )
}
