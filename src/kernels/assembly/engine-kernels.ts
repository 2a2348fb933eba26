/**
 * AssemblyScript, not TypeScript: the engine's one module. Each part is a file of its own; what is exported here is what JavaScript can call.
 *
 * Compiled over a shared memory that is imported, twice: without and with relaxed SIMD (`RELAXED` is the constant that tells parts).
 * Nothing allocates and nothing is kept in memory between calls but at places that a call names; globals belong to an instance, that
 * is to one thread.
 */

export { encodeIntegerActivations } from './matrix-activations'
