/** The answer of a search: the chosen plan with tier and bands, its pictures, the front and the rejected; or why there is none. */

import type { VNode } from 'preact'
import { bandWords, usdWords } from '../logic/plan-words.ts'
import { formatCount } from '../logic/quantity.ts'
import type { ChosenPlan, PlanReport } from '../plan-types.ts'
import { CopyButton } from './copy-button.tsx'
import { Distributions, FrontChart, OccupancyChart, RooflineChart } from './plan-charts.tsx'
import { FrontTable, RejectedTable } from './plan-tables.tsx'

function Tile({ name, value }: { readonly name: string; readonly value: string }): VNode {
  return (
    <div class="tile">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function Chosen({ plan, share }: { readonly plan: ChosenPlan; readonly share: number }): VNode {
  const perCopy = plan.deviceCount / plan.copies
  const rate = plan.maxPerSecond
  return (
    <section class="card" aria-label="Chosen plan">
      <div class="card-head">
        <h2>
          {plan.copies} × {perCopy} {plan.device}
        </h2>
        <span class="tier" title={plan.origin}>
          {plan.tier}
        </span>
      </div>
      <dl class="tiles small-tiles">
        <Tile name="An hour" value={usdWords(plan.usdPerHour)} />
        <Tile name="A million tokens" value={usdWords(plan.usdPerMillionOutputTokens)} />
        <Tile
          name="Power"
          value={plan.watts === null ? 'not known' : `${plan.watts.toFixed(0)} W`}
        />
      </dl>
      <dl class="plan-facts">
        <dt>TTFT</dt>
        <dd>{bandWords(plan.ttftMs)}</dd>
        <dt>TPOT</dt>
        <dd>{bandWords(plan.tpotMs)}</dd>
        <dt>E2E</dt>
        <dd>{bandWords(plan.e2eMs)}</dd>
        <dt>At most</dt>
        <dd>
          {rate === null
            ? 'not looked for'
            : `${rate.value.toFixed(2)} requests a second (${rate.low.toFixed(2)} to ${rate.high.toFixed(2)})`}
        </dd>
        <dt>One failure</dt>
        <dd>
          {plan.copiesForOneFailure} copies, {usdWords(plan.usdPerHourForOneFailure)} an hour
        </dd>
        {plan.fewer !== null && (
          <>
            <dt>One less</dt>
            <dd>{plan.fewer}</dd>
          </>
        )}
        <dt>Evidence</dt>
        <dd>
          {plan.tier}: {plan.origin}, {formatCount(plan.simulatedRequests)} requests simulated
        </dd>
      </dl>
      <p class="faint">
        Times at {(100 * share).toFixed(0)} % of requests with bands of 80 %; limits were checked at
        a margin of {plan.margin}.
      </p>
      <div class="plan-command">
        <pre class="code">{plan.vllm}</pre>
        <CopyButton text={plan.vllm} what="command" />
      </div>
    </section>
  )
}

export function PlanAnswer({ report }: { readonly report: PlanReport }): VNode {
  const { chosen, because, front, rejected, slo, counts, notes } = report
  return (
    <div class="plan-answer">
      <p class="lead" role="status">
        {counts.candidates} plans, {counts.estimated} estimated, {counts.simulated} simulated in{' '}
        {counts.trials} runs.
      </p>
      {chosen === null && (
        <section class="card error-box" aria-label="No plan">
          <h2>No plan</h2>
          <p>because {because}</p>
        </section>
      )}
      {chosen !== null && (
        <>
          <div class="plan-charts">
            <Chosen plan={chosen} share={slo.share} />
            <FrontChart front={front} chosenId={chosen.id} />
            <RooflineChart plan={chosen} />
            <OccupancyChart plan={chosen} />
          </div>
          <Distributions curves={chosen.report.curves} slo={slo} />
        </>
      )}
      {front.length > 0 && (
        <section class="card" aria-label="Front">
          <FrontTable front={front} chosenId={chosen?.id ?? null} />
        </section>
      )}
      {rejected.length > 0 && <RejectedTable rejected={rejected} />}
      {notes.map((note) => (
        <p key={note} class="faint">
          {note}
        </p>
      ))}
    </div>
  )
}
