/**
 * The best `topK` slots in one pass, with a bounded heap whose root is the worst slot kept.
 *
 * Order: higher score first, then the lower `order`. `allow` is asked only of slots that would get in, so a costly filter is cheap.
 */

import type { ScopeColumns } from './columns.ts'
import type { FusedColumns, Ranked } from './fuse.ts'

export interface TopQuery {
  readonly topK: number
  readonly allow?: (slot: number) => boolean
  /** Breaks ties: lower comes first. */
  readonly order: Float64Array
}

export function topSlots(scope: ScopeColumns, columns: FusedColumns, query: TopQuery): Ranked[] {
  const { topK, allow, order } = query
  const { fused, evidence } = columns
  const heap = new Int32Array(topK)
  let size = 0
  const isWorse = (a: number, b: number): boolean =>
    fused[a]! < fused[b]! || (fused[a]! === fused[b]! && order[a]! > order[b]!)
  for (let slot = 0; slot < scope.slotCount; slot += 1) {
    if (evidence[slot]! <= 0 || scope.isLive[slot] !== 1) continue
    if (size === topK && !isWorse(heap[0]!, slot)) continue
    if (allow !== undefined && !allow(slot)) continue
    if (size < topK) {
      heap[size] = slot
      siftUp(heap, size, isWorse)
      size += 1
    } else {
      heap[0] = slot
      siftDown(heap, size, isWorse)
    }
  }
  const kept = [...heap.subarray(0, size)].sort((a, b) => (isWorse(a, b) ? 1 : -1))
  return kept.map((slot) => ({ slot, fused: fused[slot]! }))
}

type IsWorse = (a: number, b: number) => boolean

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
