/** The kinds of tokenizer by the name that model files give them (`tokenizer.ggml.model`). */

import { LociError } from '../../errors.ts'
import { nearest } from '../../stdx/nearest.ts'
import type { GgufMetadata } from '../gguf/gguf-metadata.ts'
import { ByteBpe, readMerges, SymbolTable } from './byte-bpe.ts'
import { type PreTokenizer, preTokenizers } from './pre-tokenizers.ts'
import { SentencePiece } from './sentence-piece.ts'
import type { Tokenizer } from './tokenizer.ts'
import { readVocabulary, refuseVocabulary } from './vocabulary.ts'
import { VocabularyTokenizer } from './vocabulary-tokenizer.ts'
import { WordPieceTokens } from './word-piece-tokens.ts'

export type OpenTokenizer = (metadata: GgufMetadata) => Tokenizer

const noDefaults = { bos: null, eos: null, unknown: null } as const

interface AddedToken {
  readonly name: string
  readonly id: number | null
  /** What the kind does where the file is silent: nothing, when there is no such token. */
  readonly byDefault: boolean
}

/** The token that the file, or its kind, wants around a text. A file that asks for one that it does not name is refused. */
function addedToken(metadata: GgufMetadata, { name, id, byDefault }: AddedToken): number | null {
  const key = `tokenizer.ggml.add_${name}_token`
  const wish = metadata.booleanOr(key, null)
  if (wish === true && id === null)
    refuseVocabulary(`${key} is true, and no ${name} token is named`)
  return (wish ?? byDefault) ? id : null
}

const openSentencePiece: OpenTokenizer = (metadata) => {
  const vocabulary = readVocabulary(metadata, { bos: 1, eos: 2, unknown: 0 })
  const { bos, eos } = vocabulary.specials
  return new VocabularyTokenizer({
    vocabulary,
    algorithm: new SentencePiece(
      vocabulary,
      metadata.booleanOr('tokenizer.ggml.add_space_prefix', true),
    ),
    first: addedToken(metadata, { name: 'bos', id: bos, byDefault: true }),
    last: addedToken(metadata, { name: 'eos', id: eos, byDefault: false }),
  })
}

/** An unknown name is refused: other words give other ids, and the model would answer worse without a sign of it. */
function preTokenizerOf(name: string): PreTokenizer {
  const known = Object.hasOwn(preTokenizers, name) ? preTokenizers[name] : undefined
  if (known !== undefined) return known
  const close = nearest(name, Object.keys(preTokenizers))
  const meant = close === undefined ? '' : ` The nearest that is known is ${close}.`
  throw new LociError(
    'MODEL_TOKENIZER_UNKNOWN',
    `the file's words are cut by ${JSON.stringify(name)}, which is not known.${meant}`,
    { details: { pre: name, nearest: close ?? null } },
  )
}

const openByteBpe: OpenTokenizer = (metadata) => {
  const name = metadata.stringOr('tokenizer.ggml.pre', null)
  const pre = preTokenizerOf(name ?? 'default')
  const vocabulary = readVocabulary(metadata, noDefaults)
  const symbols = new SymbolTable(vocabulary)
  const rules = readMerges(metadata.strings('tokenizer.ggml.merges').toStrings(), symbols)
  const { bos, eos } = vocabulary.specials
  const { passes, ignoresMerges = false, addsBos = false } = pre
  return new VocabularyTokenizer({
    vocabulary,
    algorithm: new ByteBpe({ vocabulary, symbols, rules, passes, ignoresMerges }),
    first: addedToken(metadata, { name: 'bos', id: bos, byDefault: addsBos }),
    last: addedToken(metadata, { name: 'eos', id: eos, byDefault: false }),
    notes:
      name === null
        ? ['the file names no tokenizer.ggml.pre: words are cut by the default rules']
        : [],
  })
}

const openWordPiece: OpenTokenizer = (metadata) => {
  const vocabulary = readVocabulary(metadata, { ...noDefaults, bos: 101, unknown: 100 })
  const { bos, separator } = vocabulary.specials
  return new VocabularyTokenizer({
    vocabulary,
    algorithm: new WordPieceTokens(vocabulary),
    first: bos,
    last: separator,
  })
}

export const tokenizerRegistry: Readonly<Record<string, OpenTokenizer>> = {
  llama: openSentencePiece,
  gpt2: openByteBpe,
  bert: openWordPiece,
}

/** The tokenizer that a model file describes. */
export function openTokenizer(metadata: GgufMetadata): Tokenizer {
  const name = metadata.string('tokenizer.ggml.model')
  const open = Object.hasOwn(tokenizerRegistry, name) ? tokenizerRegistry[name] : undefined
  if (open !== undefined) return open(metadata)
  const known = Object.keys(tokenizerRegistry).join(', ')
  throw new LociError(
    'MODEL_TOKENIZER_UNKNOWN',
    `the file's tokenizer is ${JSON.stringify(name)}; known are ${known}`,
    { details: { model: name } },
  )
}
