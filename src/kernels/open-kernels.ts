/**
 * Chooses the kernels at start: SIMD where the built module is there, valid on this engine and right; else the reference, with a reason.
 *
 * Right means: before it is trusted, the module computes a small matrix and must agree with the reference to the last bit. Nothing
 * is read when this file is imported. A missing or damaged module never stops the process, unless SIMD was demanded.
 */

import { LociError } from '../errors.ts'
import { createReferenceKernels, createSimdKernels, type Kernels } from './kernels.ts'
import { ROW_BYTES_STEP } from './product-rows.ts'

export const kernelChoices = ['auto', 'simd', 'reference'] as const
export type KernelChoice = (typeof kernelChoices)[number]

export interface OpenKernelsOptions {
  /** Reads the module's file: a Disk does. */
  readonly disk: { readBytes(path: string): Promise<Uint8Array> }
  /** `simd` refuses to start without SIMD; `auto` (default) takes what there is. */
  readonly choice?: KernelChoice
  /** The module's file; the package's own by default. */
  readonly path?: string
}

/** Where the build leaves the module: the same two levels up from `src/kernels` and from `dist/kernels`. */
export function builtModulePath(): string {
  return `${import.meta.dirname}/../../dist/kernels/int8-products.wasm`
}

/** Throws CONFIG_INVALID when `simd` was demanded and cannot be had. */
export async function openKernels(options: OpenKernelsOptions): Promise<Kernels> {
  const { disk, choice = 'auto', path = builtModulePath() } = options
  if (choice === 'reference') return createReferenceKernels('it was asked for')
  const opened = await openSimd(disk, path)
  if (typeof opened !== 'string') return opened
  if (choice === 'auto') return createReferenceKernels(opened)
  throw new LociError('CONFIG_INVALID', `SIMD kernels were asked for, but ${opened}`, {
    hint: 'Build them with `npm run build`, or leave the choice to `auto`.',
  })
}

/** The kernels, or why there are none. */
async function openSimd(disk: OpenKernelsOptions['disk'], path: string): Promise<Kernels | string> {
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = new Uint8Array(await disk.readBytes(path))
  } catch (error) {
    // Any reason will do: the reference computes the same.
    const { message } = LociError.from(error)
    return `the compiled kernels are not there (${message}); \`npm run build\` makes them`
  }
  if (!WebAssembly.validate(bytes)) {
    return 'the compiled kernels are damaged, or this engine has no WebAssembly SIMD'
  }
  try {
    const kernels = createSimdKernels(await WebAssembly.compile(bytes))
    return isRight(kernels) ? kernels : 'the compiled kernels compute something else'
  } catch (error) {
    // A module of another shape: it has none of our functions, or wants more than a memory.
    return `the compiled kernels do not start (${LociError.from(error).message})`
  }
}

/** Seven rows of 48 numbers, extremes among them, by scan and by gather. */
function isRight(kernels: Kernels): boolean {
  const rowBytes = 3 * ROW_BYTES_STEP
  const rowCount = 7
  const rowNumbers = Int32Array.of(6, 0, 3, 3, 5)
  const sums = [kernels, createReferenceKernels('checking')].map((of) => {
    const products = of.openProducts(rowBytes)
    products.reserve(rowCount)
    for (let at = 0; at < rowCount * rowBytes; at += 1) products.rows[at] = sample(at)
    products.ask(Int8Array.from({ length: rowBytes }, (_, at) => sample(7 * at + 1)))
    const scanned = [...products.scan(1, rowCount - 1).subarray(0, rowCount - 1)]
    const gathered = [...products.gather(rowNumbers, 0, 5).subarray(0, 5)]
    products.close()
    return [...scanned, ...gathered].join(' ')
  })
  return sums[0] === sums[1]
}

/** -127 to 127, without a pattern that a wrong stride could hide behind. */
function sample(at: number): number {
  return at % 11 === 0 ? 127 : ((at * 7919) % 255) - 127
}
