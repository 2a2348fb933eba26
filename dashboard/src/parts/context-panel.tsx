/** What a model would be given for this question, under a budget of tokens that can be moved. */

import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { lociApi } from '../api/loci-api.ts'
import type { ContextResult, RecallInput } from '../api-types.ts'
import { countOf, formatCount } from '../logic/quantity.ts'
import { useResource } from '../state/use-resource.ts'
import { CopyButton } from './copy-button.tsx'
import { ResourceView } from './resource-view.tsx'

const BUDGET_MIN = 100
const BUDGET_MAX = 8_000
const BUDGET_STEP = 100
const BUDGET_DEFAULT = 1_000
const SLIDING_PAUSE_MS = 150

const modeWords = {
  whole: 'the whole history',
  passages: 'the best passages, oldest first',
  empty: 'nothing is known',
} as const

function ContextView({ context }: { readonly context: ContextResult }): VNode {
  const { text, tokenCount, mode, ids } = context
  return (
    <>
      <p class="result-line faint">
        {formatCount(tokenCount)} tokens, {countOf(ids.length, 'memory', 'memories')}:{' '}
        {modeWords[mode]}
        {text !== '' && <CopyButton text={text} what="context" />}
      </p>
      {text !== '' && <pre class="code context-text">{text}</pre>}
    </>
  )
}

export function ContextPanel({ input }: { readonly input: RecallInput }): VNode {
  const [budget, setBudget] = useState(BUDGET_DEFAULT)
  const [settled, setSettled] = useState(BUDGET_DEFAULT)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(budget), SLIDING_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [budget])
  const asked = { ...input, budgetTokens: settled }
  const resource = useResource(JSON.stringify(asked), (signal) => lociApi.context(asked, signal))
  return (
    <section class="card" aria-label="Context" aria-busy={resource.isLoading}>
      <h2>Context</h2>
      <label class="budget">
        <span>
          Budget <output>{formatCount(budget)}</output> tokens
        </span>
        <input
          type="range"
          min={BUDGET_MIN}
          max={BUDGET_MAX}
          step={BUDGET_STEP}
          value={budget}
          onInput={(event) => setBudget(event.currentTarget.valueAsNumber)}
        />
      </label>
      <ResourceView resource={resource} what="the context" lineCount={6}>
        {(context) => <ContextView context={context} />}
      </ResourceView>
    </section>
  )
}
