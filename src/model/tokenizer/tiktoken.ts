/**
 * Tokenizers of OpenAI's models, from their `.tiktoken` files: a line an entry, base64 of its bytes and its rank.
 *
 * A pair of pieces merges when its bytes are an entry, the lowest rank first, and a rank is an id. The names, special tokens and
 * patterns are tiktoken's (openai_public.py, 2025); the patterns are kept under their names in model files. Numbers that no line has
 * are ids without a text, as in the originals.
 */

import { LociError } from '../../errors.ts'
import { byteCharacters } from './byte-alphabet.ts'
import { ByteBpe, SymbolTable } from './byte-bpe.ts'
import { CONTROL, NORMAL, UNUSED } from './entry-flags.ts'
import { JoinedMerges } from './merge-rules.ts'
import { preTokenizers } from './pre-tokenizers.ts'
import type { Tokenizer } from './tokenizer.ts'
import { refuseVocabulary, Vocabulary } from './vocabulary.ts'
import { VocabularyTokenizer } from './vocabulary-tokenizer.ts'

interface TiktokenEncoding {
  /** Whose words it has, by `tokenizer.ggml.pre`. */
  readonly pre: string
  readonly specials: Readonly<Record<string, number>>
}

export const tiktokenEncodings: Readonly<Record<string, TiktokenEncoding>> = {
  r50k_base: { pre: 'gpt-2', specials: { '<|endoftext|>': 50_256 } },
  p50k_base: { pre: 'gpt-2', specials: { '<|endoftext|>': 50_256 } },
  p50k_edit: {
    pre: 'gpt-2',
    specials: {
      '<|endoftext|>': 50_256,
      '<|fim_prefix|>': 50_281,
      '<|fim_middle|>': 50_282,
      '<|fim_suffix|>': 50_283,
    },
  },
  cl100k_base: {
    pre: 'llama-bpe',
    specials: {
      '<|endoftext|>': 100_257,
      '<|fim_prefix|>': 100_258,
      '<|fim_middle|>': 100_259,
      '<|fim_suffix|>': 100_260,
      '<|endofprompt|>': 100_276,
    },
  },
  o200k_base: {
    pre: 'gpt-4o',
    specials: { '<|endoftext|>': 199_999, '<|endofprompt|>': 200_018 },
  },
}

/** Twice the largest vocabulary there is; a rank beyond would only make empty entries. */
const RANK_MAX = 524_288

function pieceOfBase64(base64: string): string {
  const bytes = atob(base64)
  let piece = ''
  for (let index = 0; index < bytes.length; index += 1) {
    piece += byteCharacters[bytes.charCodeAt(index)]
  }
  return piece
}

function readRanks(text: string): string[] {
  const pieces: string[] = []
  const seen = new Set<string>()
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const [, base64, digits] = /^([A-Za-z0-9+/]+=*) (\d{1,9})\r?$/.exec(line) ?? []
    const rank = Number(digits)
    if (base64 === undefined || base64.length % 4 !== 0 || rank > RANK_MAX) {
      refuseVocabulary(`line ${index + 1} is no base64 and rank`, { line: index + 1 })
    }
    if (pieces[rank] !== undefined) refuseVocabulary(`rank ${rank} is given twice`, { rank })
    const piece = pieceOfBase64(base64)
    if (seen.has(piece)) refuseVocabulary(`line ${index + 1} gives bytes that have a rank`)
    seen.add(piece)
    pieces[rank] = piece
  }
  if (pieces.length === 0) refuseVocabulary('it is empty')
  return pieces
}

function withSpecials(
  pieces: (string | undefined)[],
  specials: Readonly<Record<string, number>>,
): { pieces: string[]; flags: Uint8Array } {
  for (const [piece, id] of Object.entries(specials)) {
    if (pieces[id] !== undefined) refuseVocabulary(`rank ${id} belongs to ${piece}`, { id })
    pieces[id] = piece
  }
  const all = Array.from(pieces, (piece) => piece ?? '')
  const flags = Uint8Array.from(all, (piece) => (piece === '' ? UNUSED : NORMAL))
  for (const id of Object.values(specials)) flags[id] = CONTROL
  return { pieces: all, flags }
}

/** `name` is an encoding's, as in `cl100k_base`; `text` is the file. */
export function openTiktoken(name: string, text: string): Tokenizer {
  const encoding = Object.hasOwn(tiktokenEncodings, name) ? tiktokenEncodings[name] : undefined
  if (encoding === undefined) {
    throw new LociError(
      'MODEL_TOKENIZER_UNKNOWN',
      `${JSON.stringify(name)} is no encoding of tiktoken; known are ${Object.keys(tiktokenEncodings).join(', ')}`,
    )
  }
  const { pieces, flags } = withSpecials(readRanks(text), encoding.specials)
  const eos = encoding.specials['<|endoftext|>']!
  const vocabulary = new Vocabulary({
    pieces,
    flags,
    scores: null,
    specials: { bos: null, eos, unknown: null, separator: null, ends: new Set([eos]) },
  })
  const symbols = new SymbolTable(vocabulary)
  const rules = new JoinedMerges({
    textOf: (symbol) => symbols.textOf(symbol),
    idOf: (joined) => vocabulary.ids.get(joined),
    ranks: Int32Array.from(pieces, (_, id) => id),
  })
  const { passes } = preTokenizers[encoding.pre]!
  const algorithm = new ByteBpe({ vocabulary, symbols, rules, passes, ignoresMerges: true })
  return new VocabularyTokenizer({ vocabulary, algorithm, first: null, last: null })
}
