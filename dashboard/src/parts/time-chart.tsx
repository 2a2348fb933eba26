/**
 * A time series as a chart: uPlot in the page's colours.
 *
 * Drawn again when the theme changes (a canvas knows no custom properties) and when its box changes width. The figures in words
 * belong beside it: a canvas tells a screen reader nothing.
 */

import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { formatClock } from '../logic/moment.ts'
import { useCell } from '../state/cell.ts'
import { themeCell } from '../state/theme.ts'

const HEIGHT_PX = 160

export interface ChartSeries {
  readonly label: string
  /** A custom property of the style sheet: `--chart-1`. */
  readonly colour: string
  readonly isFilled?: boolean
}

export type ChartData = readonly (readonly (number | null)[])[]

export interface TimeChartProps {
  readonly series: readonly ChartSeries[]
  /** Seconds since 1970, then one row a series. */
  readonly data: ChartData
  readonly format: (value: number) => string
}

/** The clock at full minutes; the half minutes have a line and no words. */
function minuteWords(timeS: number): string {
  return timeS % 60 === 0 ? formatClock(timeS * 1_000) : ''
}

/** A custom property's colour as the canvas takes it: resolved on an element, where `light-dark()` has a scheme. */
function resolveColour(host: HTMLElement, property: string): string {
  host.style.color = `var(${property})`
  const { color } = getComputedStyle(host)
  host.style.color = ''
  return color
}

function optionsOf(host: HTMLElement, { series, format }: TimeChartProps): uPlot.Options {
  const ink = resolveColour(host, '--ink-faint')
  const line = resolveColour(host, '--line')
  const grid = { stroke: line, width: 1 }
  const axis = {
    stroke: ink,
    grid,
    ticks: { show: false },
    font: `11px ${getComputedStyle(host).fontFamily}`,
  }
  return {
    width: host.clientWidth,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    padding: [8, 24, 0, 0],
    scales: {
      x: { time: true },
      // At least up to 1: a quiet server must not look busy.
      y: { range: (_plot, _low, high) => [0, Math.max(1, (high ?? 0) * 1.15)] },
    },
    axes: [
      { ...axis, size: 28, incrs: [30, 60], values: (_plot, ticks) => ticks.map(minuteWords) },
      { ...axis, size: 58, values: (_plot, ticks) => ticks.map(format) },
    ],
    series: [
      {},
      ...series.map(({ label, colour, isFilled = false }): uPlot.Series => {
        const stroke = resolveColour(host, colour)
        return {
          label,
          stroke,
          width: 1.5,
          spanGaps: false,
          points: { show: false },
          ...(isFilled ? { fill: resolveColour(host, `${colour}-soft`) } : {}),
        }
      }),
    ],
  }
}

export function TimeChart(props: TimeChartProps): VNode {
  const theme = useCell(themeCell)
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const latest = useRef(props)
  latest.current = props
  // The theme is a reason to draw again: its colours are read while drawing.
  useEffect(() => {
    const element = host.current
    if (element === null) return
    const draw = (): void => {
      plot.current?.destroy()
      const { data } = latest.current
      plot.current = new uPlot(
        optionsOf(element, latest.current),
        data as uPlot.AlignedData,
        element,
      )
    }
    draw()
    const resized = new ResizeObserver(() => {
      plot.current?.setSize({ width: element.clientWidth, height: HEIGHT_PX })
    })
    resized.observe(element)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', draw)
    return () => {
      resized.disconnect()
      scheme.removeEventListener('change', draw)
      plot.current?.destroy()
      plot.current = null
    }
  }, [theme])
  useEffect(() => plot.current?.setData(props.data as uPlot.AlignedData), [props.data])
  return <div ref={host} class="chart" aria-hidden="true" />
}
