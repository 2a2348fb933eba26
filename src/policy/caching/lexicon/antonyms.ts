/**
 * English opposites: pairs of words that turn a question into its contrary, and prefixes that do the same to any word.
 *
 * Owns the look-up by base form over the pairs of `opposite-pairs.ts`. A pair listed here is never explained
 * away by the gate, however alike the two questions look. Being absent from the list proves nothing: the alignment guard refuses
 * unknown differences by itself, this list only names the reason and protects what alignment does not see (typing errors).
 */

import { oppositePairs } from './opposite-pairs.ts'

const opposites = new Map<string, Set<string>>()

function pair(a: string, b: string): void {
  const known = opposites.get(a)
  if (known === undefined) opposites.set(a, new Set([b]))
  else known.add(b)
}

for (const group of oppositePairs.split(';')) {
  const [word, others] = group.trim().split(' ')
  for (const other of others!.split('/')) {
    pair(word!, other)
    pair(other, word!)
  }
}

/** Prefixes that negate what follows. `a`, `an` and `ab` stand before learned words: atypical, anaerobic, abnormal. */
const negatingPrefixes = [
  'non',
  'anti',
  'counter',
  'contra',
  'mis',
  'mal',
  'dis',
  'de',
  'un',
  'in',
  'im',
  'il',
  'ir',
  'ab',
  'an',
  'a',
] as const

/** Prefixes that come in contrary pairs on one stem: hyperglycemia, hypoglycemia. */
const contraryPrefixes: readonly (readonly [string, string])[] = [
  ['hyper', 'hypo'],
  ['macro', 'micro'],
  ['inter', 'intra'],
  ['over', 'under'],
  ['up', 'down'],
  ['in', 'out'],
  ['in', 'ex'],
  ['im', 'ex'],
  ['in', 'de'],
  ['en', 'de'],
  ['endo', 'exo'],
  ['pre', 'post'],
  ['pro', 'anti'],
  ['homo', 'hetero'],
  ['mono', 'poly'],
  ['maxi', 'mini'],
  ['multi', 'uni'],
  ['ana', 'cata'],
  ['eu', 'dys'],
  ['tachy', 'brady'],
  ['syn', 'anti'],
  ['intro', 'extro'],
  ['em', 'im'],
  ['fore', 'hind'],
  ['photo', 'chemo'],
]

/** The least letters that must remain behind a prefix. */
const STEM_LETTERS_MIN = 3

function isNegated(plain: string, longer: string): boolean {
  return negatingPrefixes.some(
    (prefix) =>
      longer.length === plain.length + prefix.length &&
      longer.startsWith(prefix) &&
      longer.endsWith(plain),
  )
}

function isContraryPrefixed(a: string, b: string): boolean {
  return contraryPrefixes.some(
    ([one, other]) =>
      (a.startsWith(one) && b.startsWith(other) && a.slice(one.length) === b.slice(other.length)) ||
      (a.startsWith(other) && b.startsWith(one) && a.slice(other.length) === b.slice(one.length)),
  )
}

/** `harmful`/`harmless`: one stem, contrary endings. */
function isContrarySuffixed(a: string, b: string): boolean {
  const full = a.endsWith('ful') ? a : b
  const less = a.endsWith('less') ? a : b
  if (full === less || !full.endsWith('ful') || !less.endsWith('less')) return false
  return full.slice(0, -3) === less.slice(0, -4)
}

/** Whether the two words (lower case) are opposites by list, prefix or ending; inflected alike counts as their base forms. */
export function areOpposites(a: string, b: string): boolean {
  if (a === b) return false
  if (opposites.get(a)?.has(b) === true) return true
  if (Math.min(a.length, b.length) < STEM_LETTERS_MIN) return false
  if (isNegated(a, b) || isNegated(b, a)) return true
  if (isContraryPrefixed(a, b) || isContrarySuffixed(a, b)) return true
  const bases = basesOf(a)
  return bases.length > 0 && basesOf(b).some((base) => bases.some((one) => isListed(one, base)))
}

function isListed(a: string, b: string): boolean {
  return opposites.get(a)?.has(b) === true
}

/** What an inflected word may come from: `banning` is `ban`, `raised` is `raise`. */
function basesOf(word: string): string[] {
  const ending = /^(.{2,}?)(?:ing|ed|es|s|ly)$/.exec(word)
  if (ending === null) return [word]
  const stem = ending[1]!
  const undoubled = /([b-df-hj-np-tv-z])\1$/.test(stem) ? [stem.slice(0, -1)] : []
  return [word, stem, `${stem}e`, ...undoubled]
}

/** The listed opposites of a word; empty when it has none. */
export function oppositesOf(word: string): ReadonlySet<string> {
  return opposites.get(word) ?? nothing
}

const nothing: ReadonlySet<string> = new Set()

/** How many unordered pairs the list holds. */
export function oppositePairCount(): number {
  let count = 0
  for (const set of opposites.values()) count += set.size
  return count / 2
}

export function oppositeWords(): IterableIterator<string> {
  return opposites.keys()
}
