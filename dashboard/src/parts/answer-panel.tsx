/** The answer that memory alone gives, word for word from what was said, with its citations; or that it does not know. */

import type { VNode } from 'preact'
import { lociApi } from '../api/loci-api.ts'
import type { Answer, RecallInput } from '../api-types.ts'
import { answerParts } from '../logic/answer-parts.ts'
import { formatDate } from '../logic/moment.ts'
import { routeHash } from '../logic/route.ts'
import { useResource } from '../state/use-resource.ts'
import { ResourceView } from './resource-view.tsx'

function AnswerView({ answer }: { readonly answer: Answer }): VNode {
  return (
    <>
      <p class={answer.isKnown ? 'answer' : 'answer unknown'}>
        {answerParts(answer).map((part) =>
          part.kind === 'text' ? (
            part.text
          ) : (
            <a
              key={part.id}
              class="citation-mark"
              href={routeHash('memories', {}, part.id)}
              aria-label={`Citation ${part.number}`}
            >
              {part.number}
            </a>
          ),
        )}
      </p>
      {answer.citations.length > 0 && (
        <ol class="citations" aria-label="Citations">
          {answer.citations.map((citation) => (
            <li key={citation.id}>
              <a href={routeHash('memories', {}, citation.id)}>
                {citation.speaker ?? 'Memory'}, {formatDate(citation.saidAtMs)}
              </a>
            </li>
          ))}
        </ol>
      )}
    </>
  )
}

export function AnswerPanel({ input }: { readonly input: RecallInput }): VNode {
  const { scope, query, at } = input
  const question = { scope, question: query, ...(at === undefined ? {} : { at }) }
  const resource = useResource(JSON.stringify(question), (signal) => lociApi.ask(question, signal))
  return (
    <section class="card" aria-label="Answer" aria-live="polite" aria-busy={resource.isLoading}>
      <h2>Answer</h2>
      <ResourceView resource={resource} what="the answer" lineCount={2}>
        {(answer) => <AnswerView answer={answer} />}
      </ResourceView>
    </section>
  )
}
