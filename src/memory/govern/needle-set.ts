/**
 * From content to what is looked for: each text in the forms in which a file may hold it, its words, and their stems.
 *
 * Forms: as it is, composed and decomposed, lower and upper case, as JSON writes it with and without escapes; each in UTF-8 and both
 * UTF-16. Words are those long enough not to occur by chance in ids and vectors. Content shorter than four bytes is in every file;
 * it is counted as left out, not looked for.
 */

import { createStemmer } from '../text/stem.ts'
import { forEachWord } from '../text/tokenise.ts'
import { type BytePattern, foldBytes, PATTERN_BYTES_MIN } from './byte-search.ts'

/** Words and stems from so many letters on are looked for. */
const WORD_BYTES_MIN = 6
/** From here on a word is no accident, whatever stands beside it. */
const SURE_WORD_BYTES = 12

export type NeedleKind = 'text' | 'word' | 'stem'

export interface Needle {
  readonly kind: NeedleKind
  /** Index of the content that it is made of. */
  readonly source: number
}

export interface NeedleSet {
  readonly patterns: readonly BytePattern[]
  /** What a pattern stands for, by its index. */
  readonly needles: readonly Needle[]
  readonly shortCount: number
}

const encoder = new TextEncoder()
/** One character a byte. */
const byteText = new TextDecoder('latin1')

function utf16(text: string, isLittle: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (let index = 0; index < text.length; index += 1) {
    view.setUint16(index * 2, text.charCodeAt(index), isLittle)
  }
  return new Uint8Array(view.buffer)
}

/** `é` as `\u00e9`. */
function escaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function formsOf(text: string): string[] {
  const spelt = [text, text.normalize('NFC'), text.normalize('NFD')]
  const cased = spelt.flatMap((form) => [form, form.toLowerCase(), form.toUpperCase()])
  return [
    ...cased,
    ...cased.map((form) => JSON.stringify(form).slice(1, -1)),
    ...cased.map(escaped),
  ]
}

function encodingsOf(text: string): Uint8Array[] {
  return [encoder.encode(text), utf16(text, true), utf16(text, false)].map(foldBytes)
}

export function needleSetOf(contents: readonly string[]): NeedleSet {
  const patterns: BytePattern[] = []
  const needles: Needle[] = []
  const known = new Set<string>()
  let shortCount = 0
  const add = (bytes: Uint8Array, isWord: boolean, needle: Needle): void => {
    if (bytes.length < PATTERN_BYTES_MIN) return
    const key = `${isWord ? 'w' : 't'}${byteText.decode(bytes)}`
    if (known.has(key)) return
    known.add(key)
    patterns.push({ bytes, isWord })
    needles.push(needle)
  }
  const stemOf = createStemmer()
  for (const [source, content] of contents.entries()) {
    if (encoder.encode(content).length < PATTERN_BYTES_MIN) {
      shortCount += 1
      continue
    }
    for (const form of new Set(formsOf(content))) {
      for (const bytes of encodingsOf(form)) add(bytes, false, { kind: 'text', source })
    }
    forEachWord(content, (word) => {
      for (const [kind, form] of [
        ['word', word],
        ['stem', stemOf(word)],
      ] as const) {
        const bytes = encoder.encode(form)
        if (bytes.length < WORD_BYTES_MIN) continue
        add(foldBytes(bytes), bytes.length < SURE_WORD_BYTES, { kind, source })
      }
    })
  }
  return { patterns, needles, shortCount }
}
