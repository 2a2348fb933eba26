/** The four pictures of a plan: under which roof it works, how full its cache was, how long requests took, what else stood on the front. */

import type { VNode } from 'preact'
import { linearScale, linePath, logScale, shortNumber } from '../logic/chart-scale.ts'
import { usdWords } from '../logic/plan-words.ts'
import { formatMs } from '../logic/quantity.ts'
import type { ChosenPlan, PlanCurves, PlanSummary } from '../plan-types.ts'
import { AxisChart, plotBox } from './axis-chart.tsx'

const { width, height } = plotBox

export function RooflineChart({ plan }: { readonly plan: ChosenPlan }): VNode {
  const { opsPerSecond, bytesPerSecond, points } = plan.roofline
  const ridge = opsPerSecond / bytesPerSecond
  const x = logScale([...points.map(({ intensity }) => intensity), ridge * 4])
  const y = logScale([...points.map(({ performance }) => performance), opsPerSecond])
  const roofAt = (intensity: number): number => Math.min(opsPerSecond, intensity * bytesPerSecond)
  const roof = [x.domain[0], ridge, x.domain[1]].map(
    (intensity) => [x.at(intensity), y.at(roofAt(intensity))] as const,
  )
  return (
    <section class="card" aria-label="Roofline">
      <h2>Roofline of {plan.device}</h2>
      <AxisChart
        title={`Roofline: memory-bound below ${ridge.toFixed(0)} operations a byte`}
        x={x}
        y={y}
        xLabel="operations a byte"
        yLabel="operations a second"
      >
        <path class="roof" d={linePath(roof, plotBox)} />
        {points.map(({ name, stage, intensity, performance, bound }) => (
          <circle
            key={`${stage}-${name}`}
            class={`point ${stage}`}
            cx={x.at(intensity) * width}
            cy={(1 - y.at(performance)) * height}
            r={4}
          >
            <title>{`${name}, ${stage}: ${shortNumber(performance)}/s, ${bound}-bound`}</title>
          </circle>
        ))}
      </AxisChart>
      <p class="legend faint">
        <span class="dot prefill" /> reading prompts <span class="dot decode" /> answering, at the
        batch of the plan
      </p>
    </section>
  )
}

export function OccupancyChart({ plan }: { readonly plan: ChosenPlan }): VNode {
  const { occupancy } = plan.report
  const x = linearScale((occupancy.at(-1)?.atMs ?? 1) / 1000)
  const y = linearScale(100 * Math.max(0.01, ...occupancy.map(({ peak }) => peak)))
  const line = (share: (point: { mean: number; peak: number }) => number): string =>
    linePath(
      occupancy.map((point) => [x.at(point.atMs / 1000), y.at(100 * share(point))] as const),
      plotBox,
    )
  return (
    <section class="card" aria-label="Cache occupancy">
      <h2>Cache of one copy over time</h2>
      <AxisChart
        title={`Cache occupancy, at most ${(100 * plan.kvPeakShare).toFixed(0)} percent`}
        x={x}
        y={y}
        xLabel="seconds"
        yLabel="per cent of the cache"
      >
        <path class="line faint-line" d={line(({ peak }) => peak)} />
        <path class="line" d={line(({ mean }) => mean)} />
      </AxisChart>
      <p class="legend faint">mean of each window, and its peak in grey</p>
    </section>
  )
}

export interface DistributionProps {
  readonly name: string
  readonly values: readonly number[]
  readonly limitMs: number | null
}

export function DistributionChart({ name, values, limitMs }: DistributionProps): VNode {
  const x = linearScale(Math.max(...values, limitMs ?? 0), 4)
  const y = linearScale(100, 4)
  const last = Math.max(1, values.length - 1)
  const points = values.map((value, at) => [x.at(value), at / last] as const)
  return (
    <section class="card" aria-label={`Distribution of ${name}`}>
      <h2>{name}</h2>
      <AxisChart
        title={`${name}: half of all requests within ${formatMs(values[Math.floor(last / 2)] ?? 0)}`}
        x={x}
        y={y}
        xLabel="milliseconds"
        yLabel="per cent of requests"
      >
        <path class="line" d={linePath(points, plotBox)} />
        {limitMs !== null && (
          <line class="limit" x1={x.at(limitMs) * width} x2={x.at(limitMs) * width} y2={height} />
        )}
      </AxisChart>
    </section>
  )
}

export function Distributions({
  curves,
  slo,
}: {
  readonly curves: PlanCurves
  readonly slo: { readonly ttftMs: number | null; readonly tpotMs: number | null }
}): VNode {
  return (
    <div class="plan-charts three">
      <DistributionChart name="TTFT" values={curves.ttftMs} limitMs={slo.ttftMs} />
      <DistributionChart name="TPOT" values={curves.tpotMs} limitMs={slo.tpotMs} />
      <DistributionChart name="E2E" values={curves.e2eMs} limitMs={null} />
    </div>
  )
}

export function FrontChart({
  front,
  chosenId,
}: {
  readonly front: readonly PlanSummary[]
  readonly chosenId: string
}): VNode {
  const x = linearScale(Math.max(...front.map(({ usdPerHour }) => usdPerHour)))
  const y = linearScale(100 * Math.max(...front.map(({ limitUse }) => limitUse)))
  const sorted = front.toSorted((a, b) => a.usdPerHour - b.usdPerHour)
  return (
    <section class="card" aria-label="Pareto front">
      <h2>What else stands on the front</h2>
      <AxisChart
        title="Plans that no other beats, by cost and by how much of the limits they use"
        x={x}
        y={y}
        xLabel="dollars an hour"
        yLabel="per cent of the limit"
      >
        {sorted.map((plan) => (
          <circle
            key={plan.id}
            class={`point ${plan.id === chosenId ? 'chosen' : 'other'}`}
            cx={x.at(plan.usdPerHour) * width}
            cy={(1 - y.at(100 * plan.limitUse)) * height}
            r={plan.id === chosenId ? 6 : 4}
          >
            <title>{`${plan.id}: ${usdWords(plan.usdPerHour)} an hour, ${plan.copies} copies (${plan.tier})`}</title>
          </circle>
        ))}
      </AxisChart>
      <p class="legend faint">
        <span class="dot decode" /> the chosen one, <span class="dot" /> plans that no other beats
      </p>
    </section>
  )
}
