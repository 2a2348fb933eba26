/** STREAM in WebAssembly SIMD over one shared memory: in the calling thread, or the part of it that one thread of several has. */

import { assert } from '../../stdx/assert.ts'
import {
  BYTES_PER_ELEMENT,
  FACTOR,
  PART_STEP,
  type StreamArrays,
  type StreamLoop,
} from './stream-arrays.ts'
import type { StreamRunner } from './stream-runner.ts'

interface StreamModule {
  copy(from: number, to: number, byteCount: number): void
  scale(from: number, to: number, byteCount: number): void
  add(first: number, second: number, to: number, byteCount: number): void
  triad(first: number, second: number, to: number, byteCount: number): void
  setFactor(factor: number): void
  sum(from: number, byteCount: number): number
}

const PAGE_BYTES = 65_536
/** 4 GiB is what 32-bit addresses reach, and what the module was compiled for. */
const PAGES_MAX = 65_536

/** Where the arrays lie: one after the other from the first page on. */
export interface StreamMemory {
  readonly memory: WebAssembly.Memory
  readonly elementCount: number
}

export function createStreamMemory(elementCount: number): StreamMemory {
  assert(elementCount % PART_STEP === 0, 'arrays are whole steps')
  const pages = 1 + Math.ceil((3 * elementCount * BYTES_PER_ELEMENT) / PAGE_BYTES)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: PAGES_MAX, shared: true })
  return { memory, elementCount }
}

function placeOf(name: keyof StreamArrays, elementCount: number): number {
  return PAGE_BYTES + { a: 0, b: 1, c: 2 }[name] * elementCount * BYTES_PER_ELEMENT
}

/** Elements `from` to `to` of each array. */
export class StreamPart {
  readonly #module: StreamModule
  readonly #a: number
  readonly #b: number
  readonly #c: number
  readonly #byteCount: number

  constructor(
    module: WebAssembly.Module,
    { memory, elementCount }: StreamMemory,
    part: { readonly from: number; readonly to: number },
  ) {
    const instance = new WebAssembly.Instance(module, { env: { memory } })
    this.#module = instance.exports as unknown as StreamModule
    this.#module.setFactor(FACTOR)
    const at = part.from * BYTES_PER_ELEMENT
    this.#a = placeOf('a', elementCount) + at
    this.#b = placeOf('b', elementCount) + at
    this.#c = placeOf('c', elementCount) + at
    this.#byteCount = (part.to - part.from) * BYTES_PER_ELEMENT
  }

  run(loop: StreamLoop): void {
    const byteCount = this.#byteCount
    if (loop === 'copy') this.#module.copy(this.#a, this.#c, byteCount)
    else if (loop === 'scale') this.#module.scale(this.#c, this.#b, byteCount)
    else if (loop === 'add') this.#module.add(this.#a, this.#b, this.#c, byteCount)
    else this.#module.triad(this.#b, this.#c, this.#a, byteCount)
  }

  sum(): number {
    return this.#module.sum(this.#a, this.#byteCount)
  }
}

export function arraysOf({ memory, elementCount }: StreamMemory): StreamArrays {
  const array = (name: keyof StreamArrays): Float64Array =>
    new Float64Array(memory.buffer, placeOf(name, elementCount), elementCount)
  return { a: array('a'), b: array('b'), c: array('c') }
}

export function openWasmStream(module: WebAssembly.Module, memory: StreamMemory): StreamRunner {
  const part = new StreamPart(module, memory, { from: 0, to: memory.elementCount })
  return {
    name: 'wasm',
    arrays: arraysOf(memory),
    async run(loop) {
      part.run(loop)
    },
    sum: async () => part.sum(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
