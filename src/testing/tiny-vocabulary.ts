/** Real vocabularies of a few hundred entries, one for each kind of tokenizer, as the keys of a model file: for tests without data. */

import { GgufMetadata } from '../model/gguf/gguf-metadata.ts'
import { type GgufEntry, type GgufValue, StringTable } from '../model/gguf/gguf-value.ts'
import { byteCharacters } from '../model/tokenizer/byte-alphabet.ts'

export type TinyKeys = Readonly<
  Record<string, string | boolean | number | readonly string[] | readonly number[]>
>

function entryOf(value: TinyKeys[string]): GgufEntry {
  if (typeof value === 'string') return { type: 'string', value }
  if (typeof value === 'boolean') return { type: 'bool', value }
  if (typeof value === 'number') return { type: 'u32', value }
  const isText = typeof value[0] === 'string'
  const array: GgufValue = isText
    ? { elementType: 'string', items: StringTable.of(value as readonly string[]) }
    : { elementType: 'f32', items: Float32Array.from(value as readonly number[]) }
  return { type: 'array', value: array }
}

/** Keys without their `tokenizer.ggml.`; a name with a dot is taken as it is. */
export function metadataOfKeys(keys: TinyKeys): GgufMetadata {
  return new GgufMetadata(
    new Map(
      Object.entries(keys).map(([key, value]) => [
        key.includes('.') ? key : `tokenizer.ggml.${key}`,
        entryOf(value),
      ]),
    ),
  )
}

const NORMAL: number = 1
const UNKNOWN: number = 2
const CONTROL: number = 3
const USER_DEFINED: number = 4
const BYTE: number = 6

const merges = ['h e', 'l l', 'he ll', 'hell o', 'Ġ w', 'o r', 'Ġw or', 'Ġwor ld', 'Ã ©', '1 2']

/** Ids: 0-255 bytes, then the merges in order, `<|end|>`, `<|user|>` and the user-defined `<tool>`. */
export function tinyByteBpeKeys(): TinyKeys {
  const joined = merges.map((merge) => merge.replace(' ', ''))
  const tokens = [...byteCharacters, ...joined, '<|end|>', '<|user|>', '<tool>']
  const types = tokens.map((_, id) => (id < tokens.length - 3 ? NORMAL : CONTROL))
  types[tokens.length - 1] = USER_DEFINED
  const eos = tokens.indexOf('<|end|>')
  return {
    model: 'gpt2',
    pre: 'gpt-2',
    tokens,
    token_type: types,
    merges,
    eos_token_id: eos,
    bos_token_id: eos,
  }
}

/** Ids: 0-2 specials, 3-258 bytes, characters, words; "hello" is reached by several merges. */
export function tinySentencePieceKeys(): TinyKeys {
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  )
  const words = ['▁', 'h', 'e', 'l', 'o', 'w', 'r', 'd', 'é', '▁▁', 'he', 'll', 'lo', 'hell']
  const more = ['hello', '▁hello', '▁w', 'or', '▁wor', 'ld', '▁world', '<tool>']
  const tokens = ['<unk>', '<s>', '</s>', ...bytes, ...words, ...more]
  const types = tokens.map((_, id) => (id < 3 ? CONTROL : id < 259 ? BYTE : NORMAL))
  types[0] = UNKNOWN
  types[tokens.length - 1] = USER_DEFINED
  const scores = tokens.map((_, id) => (id < 259 ? 0 : 259 - id))
  return { model: 'llama', tokens, token_type: types, scores }
}

/** Ids: 0-4 specials, then words and continuations. */
export function tinyWordPieceKeys(): TinyKeys {
  const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789.,!?']
  const specials = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
  const tokens = [...specials, '▁hello', '▁world', 'ing', 'ed', ...letters.map((one) => `▁${one}`)]
  tokens.push(...letters)
  return {
    model: 'bert',
    tokens,
    token_type: tokens.map((_, id) => (id < specials.length ? CONTROL : NORMAL)),
    unknown_token_id: 1,
    cls_token_id: 2,
    seperator_token_id: 3,
  }
}

export const tinyVocabularies: Readonly<Record<string, () => TinyKeys>> = {
  llama: tinySentencePieceKeys,
  gpt2: tinyByteBpeKeys,
  bert: tinyWordPieceKeys,
}
