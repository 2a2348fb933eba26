/** The recall playground: a question, the hits with their reasons, the answer that memory gives, and what a model would get. */

import type { VNode } from 'preact'
import { paramsOf, questionOf, recallInputOf } from '../logic/recall-question.ts'
import { type Route, routeHash } from '../logic/route.ts'
import { parseScopeKey } from '../logic/scope-key.ts'
import { AnswerPanel } from '../parts/answer-panel.tsx'
import { ContextPanel } from '../parts/context-panel.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { HitList } from '../parts/hit-list.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { RecallForm } from '../parts/recall-form.tsx'
import { SampleStrip } from '../parts/sample-strip.tsx'
import { ScopeChoicePicker } from '../parts/scope-choice-picker.tsx'
import { sampleScopeKey } from '../sample-life/sample-scope.ts'
import { useCell } from '../state/cell.ts'
import { go } from '../state/navigation.ts'
import { scopeCell } from '../state/scope-choice.ts'

export function RecallPage({ route }: { readonly route: Route }): VNode {
  const scopeText = useCell(scopeCell)
  const scope = parseScopeKey(scopeText)
  const question = questionOf(route.params)
  const input = scope === null || question.query === '' ? null : recallInputOf(scope, question)
  return (
    <>
      <PageHead title="Recall" lead="Ask, and see why each memory ranks where it does.">
        <ScopeChoicePicker
          onChoose={(key) => go('recall', { scope: key, ...paramsOf(question) })}
        />
      </PageHead>
      <RecallForm
        question={question}
        onAsk={(asked) => go('recall', { scope: scopeText, ...paramsOf(asked) })}
      />
      {scopeText === sampleScopeKey && <SampleStrip asked={question.query} />}
      {scope === null && (
        <EmptyState title="There is no scope to ask yet.">
          <p>
            Load the sample life on the <a href={routeHash('overview')}>overview</a>, or{' '}
            <a href={routeHash('import')}>import a file</a>.
          </p>
        </EmptyState>
      )}
      {input !== null && (
        <div class="recall-results">
          <div class="recall-side">
            <AnswerPanel input={input} />
            <ContextPanel input={input} />
          </div>
          <HitList input={input} />
        </div>
      )}
    </>
  )
}
