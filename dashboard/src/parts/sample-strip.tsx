/** The guided strip over the sample life: questions to try, and a memory to correct and take back. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { paramsOf, TOP_K_DEFAULT } from '../logic/recall-question.ts'
import { routeHash } from '../logic/route.ts'
import { sampleScopeKey } from '../sample-life/sample-scope.ts'
import { correctionFilter, suggestedQuestions } from '../sample-life/suggested-questions.ts'
import { Icon } from './icon.tsx'

const storageName = 'loci.sample-strip'

export function SampleStrip({ asked }: { readonly asked?: string }): VNode | null {
  const [isClosed, setClosed] = useState(() => localStorage.getItem(storageName) === 'closed')
  if (isClosed) return null
  const close = (): void => {
    localStorage.setItem(storageName, 'closed')
    setClosed(true)
  }
  return (
    <section class="sample-strip" aria-label="Try the sample life">
      <header>
        <h2>Try the sample life</h2>
        <button
          type="button"
          class="button quiet small icon-only"
          aria-label="Hide these suggestions"
          onClick={close}
        >
          <Icon name="close" />
        </button>
      </header>
      <ol>
        {suggestedQuestions.map(({ question, shows, at, preferRecent = false }) => {
          const params = paramsOf({ query: question, at, topK: TOP_K_DEFAULT, preferRecent })
          return (
            <li key={question}>
              <a
                href={routeHash('recall', { scope: sampleScopeKey, ...params })}
                aria-current={asked === question ? 'true' : undefined}
              >
                <span class="strip-question">{question}</span>
                <span class="faint">{shows}</span>
              </a>
            </li>
          )
        })}
        <li>
          <a href={routeHash('memories', { scope: sampleScopeKey, q: correctionFilter })}>
            <span class="strip-question">Correct a memory, then undo it</span>
            <span class="faint">Every change is a version that can be taken back</span>
          </a>
        </li>
      </ol>
    </section>
  )
}
