/**
 * The Embedder port: texts in, one unit vector a text out.
 *
 * Invariants that every implementation keeps (testing/embedder-conformance.ts checks them): as many rows as texts, in their
 * order; a row has `fingerprint.dimensions` finite numbers and length 1; a text in which the embedder sees no meaning (empty,
 * nothing but unknown pieces) is `null`, never zeros or NaN; equal texts give equal rows. Vectors of two fingerprints are
 * never compared. Wrappers compose from the outside in: cachedEmbedder(checkedEmbedder(batchedEmbedder(embedder))).
 * Does not say how vectors are stored or searched.
 */

import { sha256Hex } from '../host/digest.ts'
import type { Brand } from '../stdx/brand.ts'

/** How token vectors become one text vector; `remote`: whatever the other side does. */
export type Pooling = 'mean' | 'cls' | 'last' | 'frequency-weighted-sum' | 'remote'

/** Everything that decides whether two vectors may be compared. */
export interface Fingerprint {
  readonly model: string
  /** What tells two makes of one model apart: a file's hash, an address, a version. */
  readonly revision: string
  readonly dimensions: number
  readonly pooling: Pooling
  readonly normalisation: 'l2'
}

/** 16 hex characters. */
export type FingerprintId = Brand<string, 'FingerprintId'>

/** A row is the caller's own: it may be kept and written to. */
export type Embedding = Float32Array | null

export interface EmbedderCapabilities {
  /** Texts do not leave this machine. */
  readonly isLocal: boolean
  /** Has `embedNow` (see `isSynchronous`). */
  readonly isSynchronous: boolean
  /** Has `tokenStates` (see `hasTokenStates`). */
  readonly hasTokenStates: boolean
  /** UTF-16 units of a text that count; what lies beyond is cut. */
  readonly textCharactersMax: number
}

export interface EmbedOptions {
  /** Ends the call early: it rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

export interface Embedder {
  readonly fingerprint: Fingerprint
  readonly capabilities: EmbedderCapabilities
  /** All rows or an error: a call that fails half-way returns nothing. */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Embedding[]>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** An embedder that answers within microseconds, in the calling thread. */
export interface SynchronousEmbedder extends Embedder {
  embedNow(text: string): Embedding
}

/** One text's contextual token vectors, specials dropped, each of length 1: for late interaction. */
export interface TokenStates {
  readonly ids: Int32Array
  /** Row-major (ids.length, dimensions). */
  readonly states: Float32Array
}

export interface TokenStateEmbedder extends Embedder {
  /** Rows and token states come from one pass over the encoder. */
  embedTokens(
    texts: readonly string[],
    options?: EmbedOptions,
  ): Promise<{ embedding: Embedding; tokens: TokenStates }[]>
}

export function isSynchronous(embedder: Embedder): embedder is SynchronousEmbedder {
  return embedder.capabilities.isSynchronous
}

export function hasTokenStates(embedder: Embedder): embedder is TokenStateEmbedder {
  return embedder.capabilities.hasTokenStates
}

/** `all-MiniLM-L6-v2@static-1f2e/256/mean/l2`: stable, readable, unique (names are percent-encoded). */
export function fingerprintText(fingerprint: Fingerprint): string {
  const { model, revision, dimensions, pooling, normalisation } = fingerprint
  const name = `${encodeURIComponent(model)}@${encodeURIComponent(revision)}`
  return `${name}/${dimensions}/${pooling}/${normalisation}`
}

export function fingerprintId(fingerprint: Fingerprint): FingerprintId {
  return sha256Hex(fingerprintText(fingerprint)).slice(0, 16) as FingerprintId
}
