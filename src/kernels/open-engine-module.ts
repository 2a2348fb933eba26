/**
 * Chooses the engine's kernels at start: the compiled module where it is there, valid on this engine and right; else the reference.
 *
 * Right means: on a small matrix of every kind the module gives the reference's bits. `auto` takes SIMD with 16-bit activations;
 * relaxed SIMD (8-bit activations, other results) only runs when it is asked for. Nothing is read when this file is imported. What
 * it gives back can be sent to a thread, which makes an instance of its own over the memory that they share.
 */

import { LociError } from '../errors.ts'
import { isLayerOpsRight, openLayerCheckMemory } from './layer/check-layer-ops.ts'
import { createSimdLayerOps, type LayerExports } from './layer/layer-ops.ts'
import { isMatrixOpsRight, openCheckMemory } from './matrix/check-matrix-ops.ts'
import { openMatrixOps } from './matrix/open-matrix-ops.ts'
import { measureProductErrors, type ProductErrors } from './matrix/product-errors.ts'

export const engineKernelChoices = ['auto', 'simd', 'relaxed', 'reference'] as const
export type EngineKernelChoice = (typeof engineKernelChoices)[number]
export type EngineMode = Exclude<EngineKernelChoice, 'auto'>

export interface EngineModule {
  readonly mode: EngineMode
  /** Null in the reference. */
  readonly module: WebAssembly.Module | null
  /** Why the reference runs; null when it does not. */
  readonly reason: string | null
  /** Of products, against float64: a matter of how many bits activations have. */
  readonly errors: ProductErrors
}

export interface OpenEngineModuleOptions {
  /** Reads the module's file: a Disk does. */
  readonly disk: { readBytes(path: string): Promise<Uint8Array> }
  /** `simd` and `relaxed` refuse to start without; `auto` (default) takes what there is. */
  readonly choice?: EngineKernelChoice
  /** The module's file; the package's own by default. */
  readonly path?: string
}

/** Where the build leaves a module: the same two levels up from `src/kernels` and from `dist/kernels`. */
export function builtEngineModulePath(mode: 'simd' | 'relaxed'): string {
  const name = mode === 'relaxed' ? 'engine-kernels-relaxed' : 'engine-kernels'
  return `${import.meta.dirname}/../../dist/kernels/${name}.wasm`
}

/** Throws CONFIG_INVALID when a module was demanded and cannot be had. */
export async function openEngineModule(options: OpenEngineModuleOptions): Promise<EngineModule> {
  const { disk, choice = 'auto' } = options
  if (choice === 'reference') return referenceModule('it was asked for')
  const mode = choice === 'relaxed' ? 'relaxed' : 'simd'
  const opened = await compile(disk, options.path ?? builtEngineModulePath(mode), mode)
  if (typeof opened !== 'string') return opened
  if (choice === 'auto') return referenceModule(opened)
  throw new LociError('CONFIG_INVALID', `${choice} kernels were asked for, but ${opened}`, {
    hint: 'Build them with `npm run build`, or leave the choice to `auto`.',
  })
}

function referenceModule(reason: string): EngineModule {
  const memory = openCheckMemory()
  const ops = openMatrixOps('reference', memory, null)
  const errors = measureProductErrors('reference', memory, ops)
  return { mode: 'reference', module: null, reason, errors }
}

/** The module, or why there is none. */
async function compile(
  disk: OpenEngineModuleOptions['disk'],
  path: string,
  mode: 'simd' | 'relaxed',
): Promise<EngineModule | string> {
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = new Uint8Array(await disk.readBytes(path))
  } catch (error) {
    // Any reason will do: the reference computes the same.
    const { message } = LociError.from(error)
    return `the compiled engine is not there (${message}); \`npm run build\` makes it`
  }
  if (!WebAssembly.validate(bytes)) {
    return `the compiled engine is damaged, or this JavaScript engine has no ${mode} WebAssembly SIMD`
  }
  try {
    const module = await WebAssembly.compile(bytes)
    const memory = openCheckMemory()
    const ops = openMatrixOps(mode, memory, new WebAssembly.Instance(module, { env: { memory } }))
    if (!isMatrixOpsRight(mode, memory, ops) || !isLayersRight(module)) {
      return 'the compiled engine computes something else'
    }
    return { mode, module, reason: null, errors: measureProductErrors(mode, memory, ops) }
  } catch (error) {
    // A module of another shape: it has none of our functions, or wants more than a memory.
    return `the compiled engine does not start (${LociError.from(error).message})`
  }
}

function isLayersRight(module: WebAssembly.Module): boolean {
  const memory = openLayerCheckMemory()
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  return isLayerOpsRight(memory, createSimdLayerOps(memory, exports as unknown as LayerExports))
}
