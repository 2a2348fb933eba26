/**
 * The seam of laying out the cache: what the core needs of it, whether its blocks are a few positions (paged) or whole sequences (slots).
 *
 * Calls decide and record at once and never fail half: null or false leaves everything as it was. A sequence is opened with room for
 * what is known of it, grows, is told what was computed, and is released once. Knows no requests and no bytes.
 */

import type { BlockCopy, BlockId } from './block-pool.ts'

export interface KvAsk {
  /** Tokens, or names of blocks; the same array may grow later. */
  readonly keys: readonly number[]
  readonly salt: string
  /** Positions to have room for. */
  readonly tokenCount: number
  /** Positions that may come from the prefix index. */
  readonly cachedTokensMax: number
  /** Whether a block of which only the first tokens match is copied. */
  readonly isCopying: boolean
  /** One a block; null: not known. */
  readonly nextUses: readonly number[] | null
}

/** What one sequence holds. Changed by its layout alone. */
export interface KvSequence {
  readonly keys: readonly number[]
  readonly salt: string
  readonly nextUses: readonly number[] | null
  readonly blocks: BlockId[]
  /** Positions whose keys and values were in the cache when it was opened. */
  readonly cachedTokens: number
  /** Positions that it has room for. */
  tokenCount: number
  /** Of its blocks, from the first on, those that are in the prefix index. */
  sharedBlockCount: number
  /** Copied from in the coming step, and held until it is settled. */
  copySources: BlockId[]
}

/** Blocks that are kept from eviction by somebody who is no sequence. */
export interface KvPin {
  readonly blocks: readonly BlockId[]
}

export interface KvStats {
  readonly blockCount: number
  readonly freeBlockCount: number
  /** Held by the prefix index alone. */
  readonly cachedBlockCount: number
  readonly evictedBlockCount: number
  /** Slots only: pages that are committed. */
  readonly pageCount: number
}

export interface KvLayout {
  readonly blockCount: number
  readonly blockTokenCount: number
  /** Tokens that one key names; 0: no prefix is shared. */
  readonly keyTokenCount: number
  /** Positions of all sequences together. */
  readonly capacityTokens: number
  /** Positions of the longest sequence that fits when nothing else is held. */
  readonly sequenceTokensMax: number
  /** Positions that could be taken now: free, or held by the prefix index alone. */
  readonly freeTokens: number
  readonly pinnedTokens: number
  /** Positions that `keys` would find, without taking them. */
  cachedTokens(keys: readonly number[], salt: string, tokensMax: number): number
  /** Of them those that somebody holds now, so that one more holder takes no room. */
  heldTokens(keys: readonly number[], salt: string, tokensMax: number): number
  /** Null: no room. Copies that the first step makes are added to `copies`. */
  admit(ask: KvAsk, copies: BlockCopy[]): KvSequence | null
  /** Room for so many positions; false: none. */
  grow(sequence: KvSequence, tokenCount: number): boolean
  /** The step that made the sequence's copies is over. */
  settle(sequence: KvSequence): void
  /** So many positions, from the first on, are computed: whole blocks of them can be shared. */
  fill(sequence: KvSequence, tokenCount: number): void
  release(sequence: KvSequence): void
  /** Keeps what a sequence shares, or a prefix that is there; null: nothing is. */
  pin(sequence: KvSequence): KvPin | null
  pinPrefix(keys: readonly number[], salt: string): KvPin | null
  unpin(pin: KvPin): void
  stats(): KvStats
}
