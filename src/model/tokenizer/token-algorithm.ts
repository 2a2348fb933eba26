/** What one algorithm adds to the frame that all tokenizers share (vocabulary-tokenizer.ts): text to ids, and an id's bytes. */

import type { IdList } from './id-list.ts'
import type { TokenizerKind } from './tokenizer.ts'

export interface TokenAlgorithm {
  readonly kind: TokenizerKind
  readonly isLossless: boolean
  /** A space is put before a text, and before what follows a special token. */
  readonly prefixesSpace: boolean
  /** `text` has no special tokens in it; `isStart` where it begins the text or follows a special token. */
  encode(text: string, isStart: boolean, ids: IdList): void
  /** What an entry says; not asked for entries that are special. */
  bytesOf(id: number): Uint8Array
}
