/**
 * The seam of evicting from the KV cache: a policy is a rank, and the leaf block with the lowest rank goes first.
 *
 * Facts are columns, a block is a row. A policy names the facts that it needs and can read no others. A rank depends on the facts of
 * its block alone and never on the time it is asked at, so it changes only when one of them does: the index keeps a heap. Only
 * leaves that nobody holds are ever asked for, so a prefix outlives what was built on it.
 */

/** (blocks) each. A tick is one use of the cache: admission, filling or release of a sequence. */
export interface BlockFacts {
  readonly lastUseTick: Float64Array
  /** Sequences that took the block, the one that computed it included. */
  readonly useCount: Uint32Array
  readonly createdTick: Float64Array
  readonly tokenCount: Uint32Array
  /** Blocks before it in its prefix. */
  readonly prefixDepth: Uint32Array
  /** What computing its tokens again would take. */
  readonly recomputeCostMs: Float64Array
  /** When it is asked for next, in any unit that grows; Infinity: never. Only an offline run knows. */
  readonly nextUse: Float64Array
}

export type BlockFactName = keyof BlockFacts

export interface EvictionPolicy {
  readonly name: string
  readonly needs: readonly BlockFactName[]
  /** Lower goes first; ties go to the lower block. */
  rank(facts: BlockFacts, block: number): number
}

/** Ties what `rank` may read to what `needs` says. */
export function defineEvictionPolicy<Needs extends BlockFactName>(policy: {
  readonly name: string
  readonly needs: readonly Needs[]
  rank(facts: Pick<BlockFacts, Needs>, block: number): number
}): EvictionPolicy {
  return policy
}
