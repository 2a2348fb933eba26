/**
 * How a kernel is compiled: the sources and the compiler's parameters, for the build and for the test that compiles them again.
 *
 * Deterministic: the same source and compiler give the same bytes. The memory is imported, because its owner decides its size; no
 * runtime of AssemblyScript's is needed, because a kernel allocates nothing.
 */

export const kernelSources = ['int8-products'] as const

export function kernelParameters(name: (typeof kernelSources)[number], into: string): string[] {
  return [
    `src/kernels/assembly/${name}.ts`,
    ...['--outFile', into],
    ...['--enable', 'simd'],
    ...['--runtime', 'stub'],
    ...['--optimizeLevel', '3'],
    '--converge',
    '--noAssert',
    '--importMemory',
  ]
}
