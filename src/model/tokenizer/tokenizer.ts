/**
 * The seam between text and a model's ids.
 *
 * A tokenizer is opened from the keys of a model file and never changes. Every option is off by default: nothing is added to a
 * text, nothing in a text is read as a special token, nothing is left out of an answer, unless the caller asks. Text that is not
 * well-formed UTF-16 (a lone surrogate) has no UTF-8 and is refused with INPUT_NOT_UTF8 instead of being altered. Invariant for
 * the lossless kinds: `decode(encode(text)) === text`.
 */

export type TokenizerKind = 'byte-bpe' | 'sentencepiece' | 'wordpiece'

export interface EncodeOptions {
  /** Puts the start (and end) tokens that the model file asks for around the ids. */
  readonly addSpecial?: boolean
  /** Reads special tokens written in the text; off for anything that a user wrote. */
  readonly parseSpecial?: boolean
}

export interface DecodeOptions {
  /** Leaves control and unknown tokens out. */
  readonly skipSpecial?: boolean
}

export interface TokenDecoderOptions extends DecodeOptions {
  /** The id before the first one put: it decides whether a leading space is the text's or the tokenizer's. */
  readonly previousId?: number | null
}

/** Ids in, text out, as they come: never half a character. */
export interface TokenDecoder {
  put(id: number): string
  /** The rest; bytes that never became a character are U+FFFD. */
  close(): string
}

export interface Tokenizer {
  readonly kind: TokenizerKind
  /** Whether `decode(encode(text))` gives back every well-formed text. */
  readonly isLossless: boolean
  readonly vocabularySize: number
  readonly bosId: number | null
  readonly eosId: number | null
  /** What the file left open and how it was read, for a person. */
  readonly notes: readonly string[]
  encode(text: string, options?: EncodeOptions): Int32Array
  decode(ids: Iterable<number>, options?: DecodeOptions): string
  /** Each id's own bytes, nothing added or left out. */
  decodeBytes(ids: Iterable<number>): Uint8Array
  openDecoder(options?: TokenDecoderOptions): TokenDecoder
  /** The entry as the vocabulary writes it. */
  pieceOf(id: number): string
  isSpecial(id: number): boolean
  isEndOfGeneration(id: number): boolean
}
