/** The playground's question and its options. What is typed becomes the address when it is asked, not before. */

import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { inputValueOf, isoOfInput } from '../logic/moment.ts'
import type { RecallQuestion } from '../logic/recall-question.ts'
import { Icon } from './icon.tsx'

export interface RecallFormProps {
  readonly question: RecallQuestion
  readonly onAsk: (question: RecallQuestion) => void
}

function Options({
  draft,
  change,
}: {
  readonly draft: RecallQuestion
  readonly change: (parts: Partial<RecallQuestion>) => void
}): VNode {
  return (
    <div class="recall-options">
      <label class="field inline" title="“Last May” is resolved against this. Empty: now.">
        <span>Asked at</span>
        <input
          type="datetime-local"
          value={draft.at === null ? '' : inputValueOf(Date.parse(draft.at))}
          onChange={(event) => change({ at: isoOfInput(event.currentTarget.value) })}
        />
      </label>
      <label class="field inline">
        <span>Hits</span>
        <input
          type="number"
          min={1}
          max={100}
          value={draft.topK}
          onChange={(event) => {
            const topK = Math.round(event.currentTarget.valueAsNumber)
            if (topK >= 1) change({ topK: Math.min(topK, 100) })
          }}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={draft.preferRecent}
          onChange={(event) => change({ preferRecent: event.currentTarget.checked })}
        />
        <span>Prefer what was said lately</span>
      </label>
    </div>
  )
}

export function RecallForm({ question, onAsk }: RecallFormProps): VNode {
  const [draft, setDraft] = useState(question)
  const box = useRef<HTMLInputElement>(null)
  const asked = JSON.stringify(question)
  // The address changed: a suggested question, the back button.
  useEffect(() => setDraft(question), [asked])
  const change = (parts: Partial<RecallQuestion>): void => setDraft({ ...draft, ...parts })
  return (
    <search>
      <form
        class="recall-form card"
        onSubmit={(event) => {
          event.preventDefault()
          const query = draft.query.trim()
          if (query === '') box.current?.focus()
          else onAsk({ ...draft, query })
        }}
      >
        <div class="question-row">
          <label class="visually-hidden" for="question">
            Question
          </label>
          <input
            ref={box}
            id="question"
            type="search"
            autocomplete="off"
            placeholder="Ask about what was said"
            value={draft.query}
            onInput={(event) => change({ query: event.currentTarget.value })}
          />
          <button type="submit" class="button primary">
            <Icon name="search" />
            Recall
          </button>
        </div>
        <Options draft={draft} change={change} />
      </form>
    </search>
  )
}
