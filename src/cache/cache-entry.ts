/**
 * What the cache keeps: an answer, the question that it answered, the setting, and the memories that went into it.
 *
 * The payload is opaque here: the gateway writes it and replays it as JSON or as a stream. Nothing in it is ever read as an
 * instruction, a scope or a policy.
 */

import type { Brand } from '../stdx/brand.ts'
import type { CacheScope } from './identity.ts'

export type CacheEntryId = Brand<string, 'CacheEntryId'>

/** A memory that was injected, at the version that was read. */
export interface Citation {
  readonly id: string
  readonly version: number
}

export interface CachedAnswer {
  /** As the gateway wrote it. */
  readonly payload: string
  /** The text of the answer, to compare and to show. */
  readonly text: string
  readonly promptTokens: number
  readonly completionTokens: number
  /** What the model took: what a hit saves. */
  readonly latencyMs: number
}

export type Attributes = Readonly<Record<string, string>>

/** The whole of an entry, as it is stored; plain data. */
export interface CacheRecord {
  readonly id: CacheEntryId
  readonly identityHash: string
  readonly identityText: string
  readonly scope: CacheScope
  readonly category: string
  readonly question: string
  readonly answer: CachedAnswer
  readonly citations: readonly Citation[]
  readonly attributes: Attributes
  readonly storedAtMs: number
  readonly ttlMs: number
}

/** Bytes that a record takes, near enough for a bound: strings at two bytes a character. */
export function byteCountOf(record: CacheRecord, dimensions: number): number {
  const { question, answer, citations, attributes } = record
  let characters = question.length * 2 + answer.payload.length + answer.text.length
  for (const citation of citations) characters += citation.id.length + 8
  for (const [name, value] of Object.entries(attributes)) characters += name.length + value.length
  return 2 * characters + dimensions + dimensions / 8 + ENTRY_OVERHEAD_BYTES
}

const ENTRY_OVERHEAD_BYTES = 600
