/**
 * AssemblyScript, not TypeScript: the engine's one module. Each part is a file of its own; what is exported here is what JavaScript can call.
 *
 * Compiled over a shared memory that is imported, twice: without and with relaxed SIMD (`RELAXED` is the constant that tells parts).
 * Nothing allocates and nothing is kept in memory between calls but at places that a call names; globals belong to an instance, that
 * is to one thread.
 */

export { attend, attendCache, attendShape } from './layer-attention'
export { storeHeads } from './layer-cache-types'
export { add, argmax, expSum, gate, norm, rotate } from './layer-rows'
export { encodeCoarseActivations, encodeIntegerActivations } from './matrix-activations'
export { setMasks, setMatrix, setOut, setRows, setTokens } from './matrix-call'
export { multiplyCoarse } from './matrix-coarse'
export { multiplyF32 } from './matrix-f32'
export { multiplyQ4 } from './matrix-q4'
export { multiplyQ8 } from './matrix-q8'
