/** Requests a second and their latency over the last minutes, with the newest figures in words, and the routes behind them. */

import type { ComponentChildren, VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { formatCount, formatMs } from '../logic/quantity.ts'
import { type RouteRow, STEP_MS, WINDOW_MS, type WindowSeries } from '../logic/request-window.ts'
import { requestWindow } from '../state/live.ts'
import { TimeChart } from './time-chart.tsx'

const ROUTES_SHOWN_MAX = 6

const rateSeries = [{ label: 'requests per second', colour: '--chart-1', isFilled: true }] as const
const latencySeries = [
  { label: 'p50', colour: '--chart-1' },
  { label: 'p95', colour: '--chart-2' },
] as const

interface Snapshot {
  readonly series: WindowSeries
  readonly routes: readonly RouteRow[]
}

function snapshot(): Snapshot {
  const nowMs = Date.now()
  requestWindow.trim(nowMs)
  return { series: requestWindow.series(nowMs), routes: requestWindow.routes() }
}

function useSnapshot(): Snapshot {
  const [state, setState] = useState(snapshot)
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setState(snapshot())
    }, STEP_MS)
    return () => clearInterval(timer)
  }, [])
  return state
}

interface FigureProps {
  readonly title: string
  readonly figures: ComponentChildren
  readonly children: ComponentChildren
}

function Figure({ title, figures, children }: FigureProps): VNode {
  return (
    <figure class="card chart-card">
      <figcaption>
        <h2>{title}</h2>
        <p class="chart-figures">{figures}</p>
      </figcaption>
      {children}
    </figure>
  )
}

function RouteTable({ routes }: { readonly routes: readonly RouteRow[] }): VNode {
  const shown = routes.slice(0, ROUTES_SHOWN_MAX)
  return (
    <div class="card">
      <h2>Busiest routes</h2>
      {shown.length === 0 && (
        <p class="faint">No request in the last {WINDOW_MS / 60_000} minutes.</p>
      )}
      {shown.length > 0 && (
        <div class="table-scroll">
          <table class="figures">
            <thead>
              <tr>
                <th scope="col">Route</th>
                <th scope="col">Requests</th>
                <th scope="col">Failed</th>
                <th scope="col">p50</th>
                <th scope="col">p95</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ route, count, failedCount, p50Ms, p95Ms }) => (
                <tr key={route}>
                  <th scope="row">
                    <code>{route}</code>
                  </th>
                  <td>{formatCount(count)}</td>
                  <td class={failedCount > 0 ? 'bad' : ''}>{formatCount(failedCount)}</td>
                  <td>{formatMs(p50Ms)}</td>
                  <td>{formatMs(p95Ms)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}

function latencyWords(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? 'none' : formatMs(ms)
}

export function LiveCharts(): VNode {
  const { series, routes } = useSnapshot()
  const { timeS, perSecond, p50Ms, p95Ms } = series
  return (
    <section class="live-charts" aria-label="Live requests">
      <Figure title="Requests" figures={`${(perSecond.at(-1) ?? 0).toFixed(1)} a second`}>
        <TimeChart series={rateSeries} data={[timeS, perSecond]} format={(value) => `${value}/s`} />
      </Figure>
      <Figure
        title="Latency"
        figures={
          <>
            <span class="key key-1">p50 {latencyWords(p50Ms.at(-1))}</span>
            <span class="key key-2">p95 {latencyWords(p95Ms.at(-1))}</span>
          </>
        }
      >
        <TimeChart
          series={latencySeries}
          data={[timeS, p50Ms, p95Ms]}
          format={(value) => `${value} ms`}
        />
      </Figure>
      <RouteTable routes={routes} />
    </section>
  )
}
