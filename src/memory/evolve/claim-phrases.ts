/**
 * The word tables of `policy/consolidation/lexicon/`, stemmed and made searchable: phrases to concepts, cues, quantifiers, bounds.
 *
 * Longest phrase first, from left to right. Built once by whoever opens the decisions, never at import. Invariant: text and tables pass
 * through one key function, so that a table's base form meets every inflection.
 */

import type { ClaimLexicon, RelationTraits } from '../../policy/consolidation/claim-lexicon.ts'
import {
  boundTable,
  cueTable,
  idleWords,
  quantifierTable,
} from '../../policy/consolidation/lexicon/cues.ts'
import { relationTable } from '../../policy/consolidation/lexicon/relations.ts'
import { synonymTable } from '../../policy/consolidation/lexicon/synonyms.ts'
import {
  classTable,
  exclusionTable,
  kindTable,
} from '../../policy/consolidation/lexicon/value-classes.ts'
import { commonVerbs, irregularTable } from '../../policy/consolidation/lexicon/verbs.ts'

export interface Phrase {
  readonly keys: readonly string[]
  /** As in the table. */
  readonly text: string
  readonly name: string
  /** Flags of a relation; empty for other tables. */
  readonly flags: string
}

export type PhraseTable = ReadonlyMap<string, readonly Phrase[]>

export interface ClaimPhrases {
  readonly keyOf: (word: string) => string
  readonly relations: PhraseTable
  readonly synonyms: PhraseTable
  readonly cues: PhraseTable
  readonly quantifiers: PhraseTable
  readonly bounds: PhraseTable
  readonly verbs: ReadonlySet<string>
  /** Written forms of irregular pasts and participles. */
  readonly pastForms: ReadonlySet<string>
  readonly idle: ReadonlySet<string>
  readonly lexicon: ClaimLexicon
}

/** Concepts that nouns name as well: they are relations wherever they stand. */
export const nominalConcepts: ReadonlySet<string> = new Set(
  'MARRIED DATING ENGAGED BORN FAVOURITE INTEREST FRIEND SIBLING PET REPORTS INTOLERANT ALLERGIC LEAVE-MARRIED AGE HEIGHT WEIGH EMAIL STATUS ASSIGNED'.split(
    ' ',
  ),
)

/** Irregular plurals of the table of irregular forms. */
const plurals = new Set(
  'men women children feet teeth mice geese wives knives shelves people lifes leaves halves'.split(
    ' ',
  ),
)

export function createClaimPhrases(
  stem: (word: string) => string,
  areAlike: (a: string, b: string) => boolean = () => false,
): ClaimPhrases {
  const bases = new Map<string, string>()
  const pastForms = new Set<string>()
  for (const group of irregularTable.split(';')) {
    const [base, ...forms] = group.trim().split(/\s+/)
    for (const form of forms) {
      if (!bases.has(form)) bases.set(form, base!)
      if (!/ing$|^(?:is|are|am|has|does|goes)$/.test(form) && !plurals.has(form))
        pastForms.add(form)
    }
  }
  const keyOf = (word: string): string => {
    const base = bases.get(word) ?? word.replace(/^([^aeiou]{1,3})(?:ies|ied)$/, '$1y')
    return base.length < 3 || !/^[a-z]+$/.test(base) ? base : stem(base)
  }
  const split = (text: string): string[] =>
    text
      .trim()
      .split(/\s+/)
      .filter((word) => word.length > 0)
  const keysOf = (phrase: string): string[] =>
    split(phrase.replaceAll('_', ' '))
      .filter((word) => !/^(?:a|an|the)$/.test(word))
      .map((word) => keyOf(word))
  const table = (rows: Iterable<readonly [string, string, string]>): PhraseTable => {
    const byFirst = new Map<string, Phrase[]>()
    for (const [name, flags, phrase] of rows) {
      const keys = keysOf(phrase)
      if (keys.length === 0) continue
      const known = byFirst.get(keys[0]!) ?? []
      if (known.some((one) => one.keys.join(' ') === keys.join(' '))) continue
      known.push({ keys, text: phrase.trim(), name, flags })
      byFirst.set(keys[0]!, known)
    }
    for (const phrases of byFirst.values()) phrases.sort((a, b) => b.keys.length - a.keys.length)
    return byFirst
  }
  const synonymRows = groups(synonymTable, ';').flatMap((group) => {
    const words = group.split(',')
    const head = keysOf(words[0]!).join('-')
    return words.map((word) => [head, '', word] as const)
  })
  const synonyms = table([...synonymRows, ...kindPhrases(keysOf)])
  return {
    keyOf,
    relations: table(lines(relationTable).flatMap(relationRows)),
    synonyms,
    cues: table(lines(cueTable).flatMap(namedRows)),
    quantifiers: table(groups(quantifierTable, ';').flatMap(namedRows)),
    bounds: table(groups(boundTable, ';').flatMap(namedRows)),
    verbs: new Set(keysOf(commonVerbs)),
    pastForms,
    idle: new Set(split(idleWords)),
    lexicon: { ...lexiconOf((phrase) => canonical(keysOf(phrase), synonyms)), areAlike },
  }
}

const groups = (text: string, separator: string): string[] =>
  text
    .split(separator)
    .map((group) => group.trim())
    .filter((group) => group.length > 0)
const lines = (text: string): string[] => groups(text, '\n')

function namedRows(line: string): (readonly [string, string, string])[] {
  const at = line.indexOf(':')
  const name = line.slice(0, at)
  return line
    .slice(at + 1)
    .split(',')
    .map((phrase) => [name, '', phrase] as const)
}

function relationRows(line: string): (readonly [string, string, string])[] {
  const at = line.indexOf(':')
  const [name, flags = ''] = line.slice(0, at).split(' ')
  return line
    .slice(at + 1)
    .split(',')
    .map((phrase) => [name!, flags, phrase] as const)
}

/** Kinds and class words of several words become one key, so that they can be looked up. */
function kindPhrases(keysOf: (phrase: string) => string[]): (readonly [string, string, string])[] {
  const phrases = new Set<string>()
  for (const line of [...lines(kindTable), ...lines(classTable)]) {
    const at = line.indexOf(':')
    for (const phrase of [line.slice(0, at), ...line.slice(at + 1).split(',')]) {
      if (phrase.trim().includes(' ')) phrases.add(phrase.trim())
    }
  }
  return [...phrases].map((phrase) => [keysOf(phrase).join('-'), '', phrase] as const)
}

/** A table's phrase as the reader would see it: through the synonyms. */
function canonical(keys: readonly string[], synonyms: PhraseTable): string {
  const found = synonyms.get(keys[0] ?? '')?.find((one) => one.keys.join(' ') === keys.join(' '))
  return found?.name ?? keys.join('-')
}

function lexiconOf(keyOfPhrase: (phrase: string) => string): Omit<ClaimLexicon, 'areAlike'> {
  const classes = new Map<string, string[]>()
  const kinds = new Map<string, Set<string>>()
  for (const line of lines(classTable)) {
    const at = line.indexOf(':')
    for (const phrase of line.slice(at + 1).split(','))
      push(classes, keyOfPhrase(phrase), line.slice(0, at))
  }
  for (const line of lines(kindTable)) {
    const at = line.indexOf(':')
    const broad = keyOfPhrase(line.slice(0, at))
    for (const phrase of line.slice(at + 1).split(',')) {
      const narrow = keyOfPhrase(phrase)
      const known = kinds.get(narrow)
      if (known === undefined) kinds.set(narrow, new Set([broad]))
      else known.add(broad)
    }
  }
  const allBroader = new Map<string, ReadonlySet<string>>()
  for (const narrow of kinds.keys()) allBroader.set(narrow, broaderOf(narrow, kinds))
  const side = (text: string): string[] =>
    text
      .trim()
      .split(/\s+(?=[A-Z])|(?<=[A-Z])\s+/)
      .map((word) => (/^[A-Z-]+$/.test(word) ? word : keyOfPhrase(word)))
  const exclusions = groups(exclusionTable.replaceAll('\n', ' '), ';').map((pair) => {
    const [a, b] = pair.split('|')
    return [side(a!), side(b!)] as const
  })
  const traits = relationTraits()
  return {
    traitsOf: (relation) => traits.get(relation) ?? null,
    classesOf: (key) => classes.get(key) ?? [],
    isKindOf: (narrow, broad) => allBroader.get(narrow)?.has(broad) === true,
    exclusions,
  }
}

/** What a word is a kind of, and what that is a kind of. */
function broaderOf(
  narrow: string,
  kinds: ReadonlyMap<string, ReadonlySet<string>>,
  found = new Set<string>(),
): ReadonlySet<string> {
  for (const broad of kinds.get(narrow) ?? []) {
    if (broad === narrow || found.has(broad)) continue
    found.add(broad)
    broaderOf(broad, kinds, found)
  }
  return found
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}

function relationTraits(): Map<string, RelationTraits> {
  const traits = new Map<string, RelationTraits>()
  for (const line of lines(relationTable)) {
    const [name, flags = ''] = line.slice(0, line.indexOf(':')).split(' ')
    if (traits.has(name!)) continue
    traits.set(name!, {
      isSingle: flags.includes('s') && !flags.startsWith('x='),
      isMulti: /m/.test(flags) && !flags.startsWith('x='),
      isEvent: flags.includes('e') && !flags.startsWith('x='),
      isFixed: flags.includes('i') && !flags.startsWith('x='),
      isSymmetric: flags.includes('y'),
      ends: flags.startsWith('x=') ? flags.slice(2) : null,
    })
  }
  return traits
}

/** The longest phrase that starts at `index`. */
export function phraseAt(
  tokens: readonly { readonly key: string }[],
  index: number,
  table: PhraseTable,
): Phrase | null {
  const candidates = table.get(tokens[index]!.key)
  if (candidates === undefined) return null
  for (const phrase of candidates) {
    if (phrase.keys.every((key, offset) => tokens[index + offset]?.key === key)) return phrase
  }
  return null
}
