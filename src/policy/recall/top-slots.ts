/**
 * The best `topK` slots in one pass, with a bounded heap whose root is the worst slot kept.
 *
 * Order: higher score first, then the lower `order`, so that equal scopes give equal answers whatever their history. `isEvident` and
 * `allow` are asked only of slots that would get in, so a costly filter is cheap.
 */

import type { ScopeColumns } from './columns.ts'

export interface Ranked {
  readonly slot: number
  readonly fused: number
}

export interface TopQuery {
  readonly topK: number
  /** Whether a slot shares anything with the question. */
  readonly isEvident: (slot: number) => boolean
  readonly allow?: (slot: number) => boolean
  /** Breaks ties: lower comes first. */
  readonly order: Float64Array
}

type IsWorse = (a: number, b: number) => boolean

export function topSlots(
  { slotCount, isLive }: ScopeColumns,
  fused: Float64Array,
  { topK, isEvident, allow, order }: TopQuery,
): Ranked[] {
  const heap = new Int32Array(Math.min(topK, slotCount))
  let size = 0
  const isWorse: IsWorse = (a, b) =>
    fused[a]! < fused[b]! || (fused[a]! === fused[b]! && order[a]! > order[b]!)
  const mayEnter = (slot: number): boolean =>
    isLive[slot] === 1 && isEvident(slot) && (allow === undefined || allow(slot))
  for (let slot = 0; slot < slotCount; slot += 1) {
    const isFull = size === heap.length
    if ((isFull && !isWorse(heap[0]!, slot)) || !mayEnter(slot)) continue
    if (isFull) {
      heap[0] = slot
      siftDown(heap, size, isWorse)
    } else {
      heap[size] = slot
      siftUp(heap, size, isWorse)
      size += 1
    }
  }
  const kept = [...heap.subarray(0, size)].sort((a, b) => (isWorse(a, b) ? 1 : -1))
  return kept.map((slot) => ({ slot, fused: fused[slot]! }))
}

function siftUp(heap: Int32Array, from: number, isWorse: IsWorse): void {
  let at = from
  const slot = heap[at]!
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!isWorse(slot, heap[parent]!)) break
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = slot
}

function siftDown(heap: Int32Array, size: number, isWorse: IsWorse): void {
  const slot = heap[0]!
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= size) break
    if (child + 1 < size && isWorse(heap[child + 1]!, heap[child]!)) child += 1
    if (!isWorse(heap[child]!, slot)) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = slot
}
