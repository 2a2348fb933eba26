/**
 * A tiny pattern language for stock phrases: `(can|could) you (please|kindly)? tell me`.
 *
 * Elements are words or groups of alternatives (each one or more words), optionally followed by `?`. A pattern matches a run of
 * words at a given place; the longest match counts. Compiled once; no regular expressions, so a phrase costs one set look-up a word.
 */

interface Element {
  readonly alternatives: readonly (readonly string[])[]
  readonly isOptional: boolean
}

export interface PhraseBook {
  /** Patterns by the words that they can begin with. */
  readonly byFirst: ReadonlyMap<string, readonly Pattern[]>
}

interface Pattern {
  readonly elements: readonly Element[]
}

const elementPattern = /\(([^)]*)\)(\?)?|(\S+?)(\?)?(?=\s|$)/g

function compile(source: string): Pattern {
  const elements: Element[] = []
  for (const [, group, groupOptional, word, wordOptional] of source
    .trim()
    .matchAll(elementPattern)) {
    const alternatives = (group ?? word!).split('|').map((one) => one.trim().split(' '))
    elements.push({ alternatives, isOptional: (groupOptional ?? wordOptional) === '?' })
  }
  return { elements }
}

function firstWords({ elements }: Pattern): Set<string> {
  const first = new Set<string>()
  for (const element of elements) {
    for (const alternative of element.alternatives) first.add(alternative[0]!)
    if (!element.isOptional) break
  }
  return first
}

/** One pattern a line; blank lines are skipped. */
export function compilePhrases(lines: string): PhraseBook {
  const byFirst = new Map<string, Pattern[]>()
  for (const line of lines.split('\n')) {
    if (line.trim().length === 0) continue
    const pattern = compile(line)
    for (const word of firstWords(pattern)) {
      const known = byFirst.get(word)
      if (known === undefined) byFirst.set(word, [pattern])
      else known.push(pattern)
    }
  }
  return { byFirst }
}

/** All lengths (in words) that patterns of the book match at `start`, longest first; empty when none does. */
export function matchLengths(book: PhraseBook, words: readonly string[], start: number): number[] {
  const patterns = book.byFirst.get(words[start] ?? '')
  if (patterns === undefined) return []
  const ends = new Set<number>()
  for (const { elements } of patterns) matchFrom(elements, 0, { words, at: start, ends })
  ends.delete(start)
  return [...ends].map((end) => end - start).sort((a, b) => b - a)
}

interface Run {
  readonly words: readonly string[]
  readonly at: number
  readonly ends: Set<number>
}

function matchFrom(elements: readonly Element[], index: number, run: Run): void {
  const element = elements[index]
  if (element === undefined) {
    run.ends.add(run.at)
    return
  }
  if (element.isOptional) matchFrom(elements, index + 1, run)
  for (const alternative of element.alternatives) {
    const fits = alternative.every((word, offset) => run.words[run.at + offset] === word)
    if (fits) matchFrom(elements, index + 1, { ...run, at: run.at + alternative.length })
  }
}
