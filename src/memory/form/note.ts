/**
 * A note of A-MEM: content, keywords, tags and context, as the text and the metadata of a derived memory.
 *
 * Paper: A-MEM (2502.12110): a note is found by enc(concat(content, keywords, tags, context)), so that is the text. Invariant: the content is what
 * was said, word for word up to NOTE_CONTENT_CHARACTERS_MAX; evolution rewrites what stands after it and never the content.
 */

import type { Cube, JsonValue, Metadata } from '../../store/cube.ts'

export const NOTE_CONTENT_CHARACTERS_MAX = 4_000
export const NOTE_WORDS_MAX = 12
export const NOTE_WORD_CHARACTERS_MAX = 60
export const NOTE_CONTEXT_CHARACTERS_MAX = 600

export interface Note {
  readonly content: string
  readonly keywords: readonly string[]
  readonly tags: readonly string[]
  readonly context: string
}

function cut(text: string, charactersMax: number): string {
  return text
    .trim()
    .slice(0, charactersMax)
    .replace(/[\ud800-\udbff]$/, '')
}

/** Each once, none empty, bounded in number and length, in order. */
export function wordList(words: readonly string[]): readonly string[] {
  const found = new Map<string, string>()
  for (const word of words) {
    const one = cut(word.replace(/\s+/g, ' '), NOTE_WORD_CHARACTERS_MAX)
    if (one !== '' && !found.has(one.toLowerCase())) found.set(one.toLowerCase(), one)
  }
  return [...found.values()].slice(0, NOTE_WORDS_MAX)
}

export function contextSentence(text: string): string {
  return cut(text.replace(/\s+/g, ' '), NOTE_CONTEXT_CHARACTERS_MAX)
}

/** What was said in a turn, with what its picture shows. */
export function contentOf({ text, caption }: Pick<Cube, 'text' | 'caption'>): string {
  const picture = caption === null ? '' : ` [picture: ${caption}]`
  return cut(`${text}${picture}`, NOTE_CONTENT_CHARACTERS_MAX)
}

export function noteText({ content, keywords, tags, context }: Note): string {
  const lines = [content, context, keywords.join(', '), tags.map((tag) => `#${tag}`).join(' ')]
  return lines.filter((line) => line !== '').join('\n')
}

export function noteMetadata({ content, keywords, tags, context }: Note): Metadata {
  return { content, keywords, tags, context }
}

function words(value: JsonValue | undefined): readonly string[] | null {
  const isList = Array.isArray(value) && value.every((one) => typeof one === 'string')
  return isList ? (value as readonly string[]) : null
}

/** The note that a memory is; null for memories of other pipelines. */
export function noteOf({
  derivation,
  metadata,
}: Pick<Cube, 'derivation' | 'metadata'>): Note | null {
  const { content, context } = metadata
  const [keywords, tags] = [words(metadata.keywords), words(metadata.tags)]
  if (derivation?.pipeline !== 'notes' || keywords === null || tags === null) return null
  if (typeof content !== 'string' || typeof context !== 'string') return null
  return { content, keywords, tags, context }
}
