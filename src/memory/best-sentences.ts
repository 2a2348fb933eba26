/**
 * The part of a long text that says what was asked: its sentence with most of the asked stems, and the one after it.
 *
 * Short texts are quoted whole, because a sentence torn from a chat turn reads worse than the turn. Nothing is rephrased.
 */

import { createStemmer } from './text/stem.ts'
import { stopwords } from './text/stopwords.ts'
import { forEachWord } from './text/tokenise.ts'

export const WHOLE_CHARACTERS_MAX = 280
const SENTENCES = 2
const sentenceEnd = /(?<=[.!?…。！？])\s+|\n+/u
const stemOf = createStemmer()

function stemsOf(text: string): Set<string> {
  const stems = new Set<string>()
  forEachWord(text, (word) => {
    if (!stopwords.has(word)) stems.add(stemOf(word))
  })
  return stems
}

function overlap(said: ReadonlySet<string>, asked: ReadonlySet<string>): number {
  let count = 0
  for (const stem of asked) count += Number(said.has(stem))
  return count
}

/** Text of at most about WHOLE_CHARACTERS_MAX characters; `…` marks where it was cut. */
export function bestSentences(text: string, question: string): string {
  if (text.length <= WHOLE_CHARACTERS_MAX) return text
  const asked = stemsOf(question)
  const sentences = text.split(sentenceEnd).filter((sentence) => sentence.trim() !== '')
  const counts = sentences.map((sentence) => overlap(stemsOf(sentence), asked))
  const at = counts.indexOf(Math.max(0, ...counts))
  const best = sentences.slice(at, at + SENTENCES).join(' ')
  const cut = best.length > WHOLE_CHARACTERS_MAX ? `${best.slice(0, WHOLE_CHARACTERS_MAX)}…` : best
  return `${at > 0 ? '… ' : ''}${cut}${at + SENTENCES < sentences.length ? ' …' : ''}`
}
