/**
 * Attention of mixed steps from a grid of measured ones: a prompt's chunk, what it follows, decoding sequences, their mean context.
 *
 * Straight lines along each of the four axes, since time grows with work. A combination that was not measured (memory was short) is
 * the sum of its halves, measured apart; beyond the grid the last line goes on. Two chunks in one step count as one of the same number
 * of scores, for the grid has one: a chunk of t after c computes t (c + t / 2) of them.
 */

import { LociError } from '../../../errors.ts'
import type { StepBatch } from '../step-batch.ts'

export interface GridCell {
  readonly chunk: number
  readonly before: number
  readonly decodes: number
  readonly context: number
  readonly seconds: number
}

type Plane = (x: number, y: number) => number

/** Index of the last value that is not above, at most the last but one; with the share of the way to the next. */
function place(axis: readonly number[], at: number): [number, number] {
  if (axis.length === 1) return [0, 0]
  let index = 0
  while (index < axis.length - 2 && axis[index + 1]! <= at) index += 1
  return [index, (at - axis[index]!) / (axis[index + 1]! - axis[index]!)]
}

/** Time over two axes; rows may lack cells at their end, where their own last line goes on. */
function planeOf(cells: readonly { x: number; y: number; seconds: number }[]): Plane {
  const rows = new Map<number, Map<number, number>>()
  for (const { x, y, seconds } of cells) {
    const row = rows.get(x) ?? new Map<number, number>()
    rows.set(x, row.set(y, seconds))
  }
  const axis = [...rows.keys()].sort((a, b) => a - b)
  const lines = axis.map((x) => {
    const row = rows.get(x)!
    const places = [...row.keys()].sort((a, b) => a - b)
    const values = places.map((y) => row.get(y)!)
    return (y: number): number => {
      const [index, share] = place(places, y)
      const next = values[index + 1] ?? values[index]!
      return values[index]! + share * (next - values[index]!)
    }
  })
  return (x, y) => {
    const [index, share] = place(axis, x)
    const from = lines[index]!(y)
    return share === 0 ? from : from + share * ((lines[index + 1] ?? lines[index]!)(y) - from)
  }
}

export interface AttentionGrid {
  seconds(batch: StepBatch): number
}

interface MergedChunk {
  readonly tokens: number
  readonly before: number
}

/** One chunk with as many new tokens and scores as all of them; a shorter one when they follow nothing. */
function mergedChunk({ prefill }: StepBatch): MergedChunk {
  let tokens = 0
  let scores = 0
  for (const { tokenCount, contextBefore } of prefill) {
    tokens += tokenCount
    scores += tokenCount * (contextBefore + tokenCount / 2)
  }
  if (tokens === 0) return { tokens: 0, before: 0 }
  const before = scores / tokens - tokens / 2
  return before >= 0 ? { tokens, before } : { tokens: Math.sqrt(2 * scores), before: 0 }
}

/** The part that a step of both kinds has beyond its halves, by chunk, decodes and the rest at their nearest. */
class MixedCells {
  readonly #cells = new Map<string, number>()
  readonly #axes: readonly number[][]

  constructor(cells: readonly GridCell[]) {
    const mixed = cells.filter(({ chunk, decodes }) => chunk > 0 && decodes > 0)
    const axis = (of: (cell: GridCell) => number): number[] =>
      [...new Set(mixed.map(of))].sort((a, b) => a - b)
    this.#axes = [
      axis((c) => c.chunk),
      axis((c) => c.before),
      axis((c) => c.decodes),
      axis((c) => c.context),
    ]
    for (const { chunk, before, decodes, context, seconds } of mixed) {
      this.#cells.set(`${chunk}|${before}|${decodes}|${context}`, seconds)
    }
  }

  /** Null when a corner was not measured. */
  at(point: readonly [number, number, number, number]): number | null {
    if (this.#axes[0]!.length === 0) return null
    const places = point.map((value, axis) => place(this.#axes[axis]!, value))
    let sum = 0
    for (let corner = 0; corner < 16; corner += 1) {
      let weight = 1
      const key: number[] = []
      for (const [axis, [index, share]] of places.entries()) {
        const isNext = ((corner >> axis) & 1) === 1
        weight *= isNext ? share : 1 - share
        key.push(this.#axes[axis]![index + (isNext ? 1 : 0)] ?? this.#axes[axis]![index]!)
      }
      if (weight === 0) continue
      const value = this.#cells.get(key.join('|'))
      if (value === undefined) return null
      sum += weight * value
    }
    return sum
  }
}

/** Throws COST_TABLE_HOLE when either half was never measured alone. */
export function openAttentionGrid(cells: readonly GridCell[], path: string): AttentionGrid {
  const prompts = cells.filter(({ decodes }) => decodes === 0)
  const decodes = cells.filter(({ chunk }) => chunk === 0)
  if (prompts.length === 0 || decodes.length === 0) {
    const half = prompts.length === 0 ? 'prompts' : 'decoding'
    throw new LociError('COST_TABLE_HOLE', `${path}: attention of ${half} alone was not measured`)
  }
  const promptPlane = planeOf(prompts.map((c) => ({ x: c.chunk, y: c.before, seconds: c.seconds })))
  const decodePlane = planeOf(
    decodes.map((c) => ({ x: c.decodes, y: c.context, seconds: c.seconds })),
  )
  const mixed = new MixedCells(cells)
  return {
    seconds(batch) {
      const { tokens, before } = mergedChunk(batch)
      const context = batch.decodeCount === 0 ? 0 : batch.decodeContextTokens / batch.decodeCount
      if (batch.decodeCount === 0)
        return tokens === 0 ? 0 : Math.max(0, promptPlane(tokens, before))
      if (tokens === 0) return Math.max(0, decodePlane(batch.decodeCount, context))
      const together = mixed.at([tokens, before, batch.decodeCount, context])
      if (together !== null) return Math.max(0, together)
      return (
        Math.max(0, promptPlane(tokens, before)) +
        Math.max(0, decodePlane(batch.decodeCount, context))
      )
    },
  }
}
