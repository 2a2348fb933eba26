/**
 * How a kernel is compiled: the sources and the compiler's parameters, for the build and for the test that compiles them again.
 *
 * Deterministic: the same source and compiler give the same bytes. The memory is imported, because its owner decides its size; no
 * runtime of AssemblyScript's is needed, because a kernel allocates nothing. The engine's module works in a memory that threads share,
 * and is compiled a second time with relaxed SIMD, which not every engine has.
 */

interface KernelSource {
  /** File of src/kernels/assembly, without its ending. */
  readonly entry: string
  readonly features: readonly string[]
  readonly parameters: readonly string[]
}

const sharedMemory = ['--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536']

const sources = {
  'int8-products': { entry: 'int8-products', features: ['simd'], parameters: [] },
  'engine-kernels': {
    entry: 'engine-kernels',
    features: ['simd', 'threads'],
    parameters: [...sharedMemory, '--use', 'RELAXED=0'],
  },
  'engine-kernels-relaxed': {
    entry: 'engine-kernels',
    features: ['simd', 'threads', 'relaxed-simd'],
    parameters: [...sharedMemory, '--use', 'RELAXED=1'],
  },
  stream: { entry: 'stream', features: ['simd', 'threads'], parameters: sharedMemory },
} as const satisfies Record<string, KernelSource>

export type KernelName = keyof typeof sources
export const kernelSources = Object.keys(sources) as KernelName[]

export function kernelParameters(name: KernelName, into: string): string[] {
  const { entry, features, parameters } = sources[name]
  return [
    `src/kernels/assembly/${entry}.ts`,
    ...['--outFile', into],
    ...features.flatMap((feature) => ['--enable', feature]),
    ...parameters,
    ...['--runtime', 'stub'],
    ...['--optimizeLevel', '3'],
    '--converge',
    '--noAssert',
    '--importMemory',
    // Vectors go from function to function inside of a module, and never out of it.
    ...['--disableWarning', '112'],
  ]
}
