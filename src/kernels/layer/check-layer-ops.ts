/**
 * Whether the compiled layer operations are right on this machine: each is run once, beside the reference, over the same bytes.
 *
 * Small, because it runs at every start; every operation and every type of cache is in it, so that a module which was built from
 * other sources is noticed here and not in the middle of an answer. Memories are compared to the last bit.
 */

import type { AttentionCall, LayerOps } from '../engine-ops.ts'
import { createReferenceLayerOps } from './layer-ops.ts'

const PAGES = 2
const NUMBERS = 16_384
/** Bytes. Numbers lie before; what is computed, from here on. */
const OUT_AT = 4 * NUMBERS
const TABLE_AT = 60_000
const KEYS_AT = 80_000
const VALUES_AT = 90_000
/** The last: what is left there is each implementation's own. */
const SCRATCH_AT = 100_000
const HEAD = 32
const POSITIONS = 20

const attention = {
  ...{ queryAt: 0, tokenCount: 2, start: POSITIONS - 2, tableAt: TABLE_AT, outAt: OUT_AT },
  ...{ keysAt: KEYS_AT, valuesAt: VALUES_AT, blockTokenCount: 16, headCount: 4, kvHeadCount: 2 },
  ...{ keyLength: HEAD, valueLength: HEAD, headFrom: 0, headTo: 4, scratchAt: SCRATCH_AT },
  massAt: OUT_AT + 2048,
}

const headBytes = { f32: 4 * HEAD, f16: 2 * HEAD, q8_0: 34 } as const

/** Each returned number counts as well as what is in memory. */
const steps: readonly ((ops: LayerOps) => number)[] = [
  (ops) => {
    ops.norm({ at: 0, rowCount: 3, width: 37, weightAt: 4_000, epsilon: 1e-5, to: OUT_AT })
    return 0
  },
  (ops) => {
    const strip = { at: 0, rowCount: 3, stride: 40, from: 1, to: 38 }
    ops.gate(strip, 4_000)
    ops.add(strip, 8_000)
    ops.addToRows(strip, 12_000)
    return ops.argmax(0, 41) + ops.logSumExp(0, 41)
  },
  ...(['neighbours', 'halves'] as const).map((pairing) => (ops: LayerOps) => {
    const heads = { headFrom: 0, headTo: 2, keyLength: HEAD, stride: 2 * HEAD, pairing }
    ops.rotate({ ...heads, at: 0, tokenCount: 2, pairCount: 13, tableAt: 4_000 })
    return 0
  }),
  ...(['f32', 'f16', 'q8_0'] as const).map((kvType) => (ops: LayerOps) => {
    attendOver(ops, kvType)
    return 0
  }),
]

function attendOver(ops: LayerOps, kvType: AttentionCall['kvType']): void {
  const rowBytes = 2 * headBytes[kvType]
  for (let position = 0; position < POSITIONS; position += 1) {
    const row = { type: kvType, headCount: 2, length: HEAD, headBytes: headBytes[kvType] }
    ops.store({ ...row, at: 1_024 + 64 * position, to: KEYS_AT + rowBytes * position })
    ops.store({ ...row, at: 8_192 + 64 * position, to: VALUES_AT + rowBytes * position })
  }
  ops.attend({ ...attention, kvType })
}

/** -4 to 4, without a pattern that a wrong stride could hide behind. */
function fill(memory: WebAssembly.Memory): void {
  const floats = new Float32Array(memory.buffer, 0, NUMBERS)
  for (let at = 0; at < NUMBERS; at += 1) floats[at] = (((at * 7919) % 1021) - 510) / 128
  new Uint32Array(memory.buffer, TABLE_AT, 2).set([0, 1])
}

export function openLayerCheckMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true })
}

/** `ops` work over `memory`, which `openLayerCheckMemory` made. Throws what a module of another shape throws. */
export function isLayerOpsRight(memory: WebAssembly.Memory, ops: LayerOps): boolean {
  const expected = openLayerCheckMemory()
  const reference = createReferenceLayerOps(expected)
  const words = [memory, expected].map(({ buffer }) => new Uint32Array(buffer, 0, SCRATCH_AT / 4))
  return steps.every((step) => {
    fill(memory)
    fill(expected)
    const isSame = Object.is(step(ops), step(reference))
    return isSame && words[0]!.every((word, at) => word === words[1]![at])
  })
}
