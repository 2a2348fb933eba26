/**
 * The attention of one new token over keys and values that lie contiguous, in blocks in order, mildly fragmented, fully shuffled.
 *
 * 8 heads of 64 in float32. Each arrangement holds the same numbers, so the results must have the same bits. The least of interleaved
 * rounds counts; what is read does not differ between them.
 */

import type { Clock } from '../../host/clock.ts'
import type { Disk } from '../../host/disk.ts'
import { createEngineOps } from '../../kernels/create-engine-ops.ts'
import type { AttentionCall, EngineOps } from '../../kernels/engine-ops.ts'
import { attentionScratchBytes } from '../../kernels/layer/layer-ops.ts'
import { openEngineModule } from '../../kernels/open-engine-module.ts'
import { createPrng } from '../../stdx/prng.ts'

const HEADS = 8
const HEAD_LENGTH = 64
const ROW = HEADS * HEAD_LENGTH
const BLOCK_TOKENS = 16
/** Blocks that stay side by side where fragmentation is mild. */
const RUN_BLOCKS = 8
const PAGE_BYTES = 65_536

export const arrangements = ['contiguous', 'ordered', 'mild', 'shuffled'] as const
export type Arrangement = (typeof arrangements)[number]

export interface AttentionTimes {
  readonly length: number
  /** Least milliseconds of one call. */
  readonly ms: Readonly<Record<Arrangement, number>>
  readonly isIdentical: boolean
  readonly bytesRead: number
  readonly kernels: string
}

/** Which physical block holds logical block i. */
function tableOf(arrangement: Arrangement, blockCount: number): number[] {
  const prng = createPrng(7)
  const unit = arrangement === 'shuffled' ? 1 : RUN_BLOCKS
  const order = Array.from({ length: Math.ceil(blockCount / unit) }, (_, at) => at)
  if (arrangement !== 'ordered') {
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = prng.below(at + 1)
      ;[order[at], order[other]] = [order[other]!, order[at]!]
    }
  }
  return order
    .flatMap((run) => Array.from({ length: unit }, (_, at) => run * unit + at))
    .filter((block) => block < blockCount)
}

interface Place {
  readonly keysAt: number
  readonly valuesAt: number
  readonly tableAt: number
  readonly blockTokenCount: number
}

/** Copies the contiguous rows into the blocks that the table names. */
function arrange(floats: Float32Array, from: number, to: number, table: readonly number[]): void {
  const size = BLOCK_TOKENS * ROW
  for (const [logical, physical] of table.entries()) {
    const at = from / 4 + logical * size
    floats.copyWithin(to / 4 + physical * size, at, at + size)
  }
}

class Bytes {
  #at = 16

  /** Offset of `count` bytes. */
  take(count: number): number {
    const at = this.#at
    this.#at += Math.ceil(count / 16) * 16
    return at
  }
}

interface Laid {
  readonly ops: EngineOps
  readonly calls: readonly AttentionCall[]
  readonly floats: Float32Array
}

function lay(name: EngineOps['name'], module: WebAssembly.Module | null, length: number): Laid {
  const tensorBytes = 4 * length * ROW
  const blockCount = length / BLOCK_TOKENS
  const pages = Math.ceil((8 * tensorBytes + 64 * length) / PAGE_BYTES) + 16
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  const floats = new Float32Array(memory.buffer)
  const bytes = new Bytes()
  const queryAt = bytes.take(4 * ROW)
  const shape = {
    headCount: HEADS,
    kvHeadCount: HEADS,
    keyLength: HEAD_LENGTH,
    valueLength: HEAD_LENGTH,
  }
  const scratchAt = bytes.take(attentionScratchBytes(shape, 1))
  const prng = createPrng(11)
  const draw = (at: number, count: number): void => {
    for (let index = 0; index < count; index += 1) floats[at / 4 + index] = 2 * prng.next() - 1
  }
  draw(queryAt, ROW)
  const places = new Map<Arrangement, Place>()
  for (const arrangement of arrangements) {
    const [keysAt, valuesAt] = [bytes.take(tensorBytes), bytes.take(tensorBytes)]
    const tableAt = bytes.take(4 * blockCount)
    const isWhole = arrangement === 'contiguous'
    places.set(arrangement, {
      keysAt,
      valuesAt,
      tableAt,
      blockTokenCount: isWhole ? length : BLOCK_TOKENS,
    })
    if (isWhole) {
      draw(keysAt, length * ROW)
      draw(valuesAt, length * ROW)
      continue
    }
    const table = tableOf(arrangement, blockCount)
    new Uint32Array(memory.buffer, tableAt, blockCount).set(table)
    const first = places.get('contiguous')!
    arrange(floats, first.keysAt, keysAt, table)
    arrange(floats, first.valuesAt, valuesAt, table)
  }
  const common = {
    queryAt,
    scratchAt,
    tokenCount: 1,
    start: length - 1,
    ...shape,
    kvType: 'f32',
    massAt: null,
  } as const
  const calls = arrangements.map(
    (arrangement): AttentionCall => ({
      ...common,
      ...places.get(arrangement)!,
      outAt: bytes.take(4 * ROW),
      headFrom: 0,
      headTo: HEADS,
    }),
  )
  return { ops: createEngineOps(name, memory, module), calls, floats }
}

export async function attentionTimes(
  { disk, clock }: { readonly disk: Disk; readonly clock: Clock },
  length: number,
  rounds: number,
): Promise<AttentionTimes> {
  const { mode, module } = await openEngineModule({ disk })
  const { ops, calls, floats } = lay(mode, module, length)
  const least = arrangements.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, call] of calls.entries()) {
      const startedMs = clock.monotonicMs()
      ops.attend(call)
      least[index] = Math.min(least[index]!, clock.monotonicMs() - startedMs)
    }
  }
  const results = calls.map(({ outAt }) => floats.subarray(outAt / 4, outAt / 4 + ROW).join(' '))
  const ms = Object.fromEntries(arrangements.map((name, index) => [name, least[index]!]))
  return {
    length,
    ms: ms as Record<Arrangement, number>,
    isIdentical: new Set(results).size === 1,
    bytesRead: 8 * length * ROW,
    kernels: mode,
  }
}
