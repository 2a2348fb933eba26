/**
 * A chart with two axes, drawn as SVG: what is inside is the caller's, in shares of the box from its lower left.
 *
 * Unlike a canvas it takes the page's colours by itself and can be read by its title. Numbers beside it are still in words.
 */

import type { ComponentChildren, VNode } from 'preact'
import { type Box, type Scale, shortNumber } from '../logic/chart-scale.ts'

const LEFT = 52
const BOTTOM = 36
const TOP = 10
const RIGHT = 14
export const plotBox: Box = { width: 420 - LEFT - RIGHT, height: 230 - TOP - BOTTOM }

export interface AxisChartProps {
  readonly title: string
  readonly x: Scale
  readonly y: Scale
  readonly xLabel: string
  readonly yLabel: string
  readonly format?: (value: number) => string
  readonly children: ComponentChildren
}

export function AxisChart({
  title,
  x,
  y,
  xLabel,
  yLabel,
  format,
  children,
}: AxisChartProps): VNode {
  const { width, height } = plotBox
  const words = format ?? shortNumber
  return (
    <svg
      class="axis-chart"
      viewBox={`0 0 ${width + LEFT + RIGHT} ${height + TOP + BOTTOM}`}
      role="img"
      aria-label={title}
    >
      <g transform={`translate(${LEFT} ${TOP})`}>
        {y.ticks.map((tick) => (
          <g key={tick} transform={`translate(0 ${(1 - y.at(tick)) * height})`}>
            <line class="grid" x2={width} />
            <text class="tick" x={-8} dy="0.35em" text-anchor="end">
              {words(tick)}
            </text>
          </g>
        ))}
        {x.ticks.map((tick) => (
          <text key={tick} class="tick" x={x.at(tick) * width} y={height + 14} text-anchor="middle">
            {words(tick)}
          </text>
        ))}
        <line class="axis" y1={height} y2={height} x2={width} />
        <text class="axis-label" x={width / 2} y={height + 31} text-anchor="middle">
          {xLabel}
        </text>
        <text
          class="axis-label"
          transform={`translate(-40 ${height / 2}) rotate(-90)`}
          text-anchor="middle"
        >
          {yLabel}
        </text>
        {children}
      </g>
    </svg>
  )
}
