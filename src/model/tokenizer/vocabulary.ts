/**
 * The vocabulary of a model file, checked once: entries, their kinds, scores, and what the special ids are.
 *
 * Everything later trusts it: lengths agree, ids are in range, no two entries have one text. Which entries count as control or
 * end of generation, beyond what the file says, follows llama.cpp, because files leave it out (`special-names.ts`). Invariant: control,
 * unknown and byte entries are never found by text, so that plain text cannot forge them; this is stricter than llama.cpp, whose
 * SentencePiece merges can arrive at `<s>`.
 */

import { LociError } from '../../errors.ts'
import type { GgufMetadata } from '../gguf/gguf-metadata.ts'
import {
  BYTE,
  CONTROL,
  flagsOfType,
  NORMAL,
  STRIPS_LEFT,
  STRIPS_RIGHT,
  UNKNOWN,
  USER_DEFINED,
} from './entry-flags.ts'
import { endOfGenerationIds, refineFlags } from './special-names.ts'

export interface SpecialTokenIds {
  readonly bos: number | null
  readonly eos: number | null
  readonly unknown: number | null
  readonly separator: number | null
  /** Ids after which a model has nothing more to say. */
  readonly ends: ReadonlySet<number>
}

export interface VocabularyParts {
  readonly pieces: readonly string[]
  /** (pieces): bits of entry-flags.ts. */
  readonly flags: Uint8Array
  readonly scores: ArrayLike<number> | null
  readonly specials: SpecialTokenIds
}

export class Vocabulary {
  readonly pieces: readonly string[]
  readonly flags: Uint8Array
  readonly scores: ArrayLike<number> | null
  readonly specials: SpecialTokenIds
  /** Text to id, of the entries that plain text may become. */
  readonly ids: ReadonlyMap<string, number>
  /** Length of the longest of them. */
  readonly pieceUnitsMax: number

  constructor(parts: VocabularyParts) {
    this.pieces = parts.pieces
    this.flags = parts.flags
    this.scores = parts.scores
    this.specials = parts.specials
    this.ids = plainIds(parts)
    this.pieceUnitsMax = longest(this.ids.keys())
  }

  get size(): number {
    return this.pieces.length
  }

  has(id: number, flag: number): boolean {
    return (this.flags[id]! & flag) !== 0
  }
}

function plainIds({ pieces, flags }: VocabularyParts): Map<string, number> {
  const ids = new Map<string, number>()
  for (const [id, piece] of pieces.entries()) {
    if (piece !== '' && (flags[id]! & (CONTROL | UNKNOWN | BYTE)) === 0) ids.set(piece, id)
  }
  return ids
}

function longest(texts: Iterable<string>): number {
  let unitCount = 0
  for (const text of texts) unitCount = Math.max(unitCount, text.length)
  return unitCount
}

export function refuseVocabulary(says: string, details: Record<string, unknown> = {}): never {
  throw new LociError('MODEL_FILE_INVALID', `the vocabulary cannot be used: ${says}`, { details })
}

function refuseTwins(pieces: readonly string[]): void {
  const seen = new Map<string, number>()
  for (const [id, piece] of pieces.entries()) {
    // Pieces that are not UTF-8 read alike without being alike.
    if (piece === '' || piece.includes('\ufffd')) continue
    const twin = seen.get(piece)
    if (twin !== undefined) {
      refuseVocabulary(`${JSON.stringify(piece)} is both id ${twin} and id ${id}`, { twin, id })
    }
    seen.set(piece, id)
  }
}

function columnOf(metadata: GgufMetadata, key: string, count: number): ArrayLike<number> | null {
  const column = metadata.numbersOr(key, null)
  if (column !== null && column.length !== count) {
    refuseVocabulary(`${key} has ${column.length} items for ${count} pieces`, { key })
  }
  return column
}

function scoresOf(metadata: GgufMetadata, count: number): ArrayLike<number> | null {
  const scores = columnOf(metadata, 'tokenizer.ggml.scores', count)
  for (let id = 0; scores !== null && id < count; id += 1) {
    if (!Number.isFinite(scores[id])) refuseVocabulary(`the score of id ${id} is ${scores[id]}`)
  }
  return scores
}

function flagsOf(metadata: GgufMetadata, count: number): Uint8Array {
  const types = columnOf(metadata, 'tokenizer.ggml.token_type', count)
  if (types === null) return new Uint8Array(count).fill(NORMAL)
  return Uint8Array.from({ length: count }, (_, id) => {
    const flags = flagsOfType(types[id]!)
    return flags ?? refuseVocabulary(`the type of id ${id} is ${types[id]}, and types are 0 to 6`)
  })
}

/** The id under the first of `keys` that the file has, checked; else `fallback` where the vocabulary reaches so far. */
export function specialIdOf(
  metadata: GgufMetadata,
  keys: readonly string[],
  { size, fallback = null }: { size: number; fallback?: number | null },
): number | null {
  for (const name of keys) {
    const key = `tokenizer.ggml.${name}_token_id`
    const id = metadata.integerOr(key, null)
    // Writers put -1, as 32 bits, for a token that the model has not.
    if (id === null || id === -1 || id === 0xffff_ffff) continue
    if (id >= 0 && id < size) return id
    refuseVocabulary(`${key} is ${id}, and ids end at ${size - 1}`, { key, id })
  }
  return fallback !== null && fallback < size ? fallback : null
}

/** What the kinds of tokenizer take for granted where a file is silent. */
export interface SpecialDefaults {
  readonly bos: number | null
  readonly eos: number | null
  readonly unknown: number | null
}

function applyStrips(metadata: GgufMetadata, pieces: readonly string[], flags: Uint8Array): void {
  const name = metadata.stringOr('general.name', '').toLowerCase()
  const pre = metadata.stringOr('tokenizer.ggml.pre', '')
  const isPhi3 = name.includes('phi-3') || name.includes('phi3')
  const mask = pre.startsWith('jina-v2-') ? '<mask>' : name.includes('modern-bert') ? '[MASK]' : ''
  for (const [id, piece] of pieces.entries()) {
    if (isPhi3 && (flags[id]! & (CONTROL | USER_DEFINED | UNKNOWN)) !== 0) {
      if (!['<unk>', '<s>', '<|endoftext|>'].includes(piece)) flags[id]! |= STRIPS_RIGHT
    }
    if (mask !== '' && piece === mask) flags[id]! |= STRIPS_LEFT
  }
}

export function readVocabulary(metadata: GgufMetadata, defaults: SpecialDefaults): Vocabulary {
  const pieces = metadata.strings('tokenizer.ggml.tokens').toStrings()
  const size = pieces.length
  if (size === 0) refuseVocabulary('it is empty')
  refuseTwins(pieces)
  const flags = flagsOf(metadata, size)
  const scores = scoresOf(metadata, size)
  const one = (keys: readonly string[], fallback: number | null = null): number | null =>
    specialIdOf(metadata, keys, { size, fallback })
  const bos = one(['bos', 'cls'], defaults.bos)
  const eos = one(['eos'], defaults.eos)
  const unknown = one(['unknown'], defaults.unknown)
  // The key is misspelt in the format itself; both spellings are in use.
  const separator = one(['seperator', 'separator', 'sep'])
  const named = [eos, one(['eot']), one(['eom']), one(['fim_pad']), one(['fim_rep', 'fim_sep'])]
  refineFlags(pieces, flags)
  const ends = endOfGenerationIds(pieces, flags, named)
  applyStrips(metadata, pieces, flags)
  return new Vocabulary({ pieces, flags, scores, specials: { bos, eos, unknown, separator, ends } })
}
