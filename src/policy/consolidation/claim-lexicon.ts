/**
 * The seam between the word tables and the decision: what a decision may ask about keys.
 *
 * The tables of `lexicon/` hold base forms; whoever reads text stems both them and the text with one function and hands this in
 * (`memory/evolve/claim-phrases.ts`), so that the decision stays pure. Invariant: answers depend on the arguments only.
 */

export interface RelationTraits {
  /** One object at a time. */
  readonly isSingle: boolean
  /** Several objects may hold together. */
  readonly isMulti: boolean
  /** Something that happened, and may happen again. */
  readonly isEvent: boolean
  /** Never changes once true. */
  readonly isFixed: boolean
  readonly isSymmetric: boolean
  /** The relation that it ends, or null. */
  readonly ends: string | null
}

export interface ClaimLexicon {
  /** Null for a relation that is in no table. */
  traitsOf(relation: string): RelationTraits | null
  /** Classes of which a thing has one word at a time; usually none. */
  classesOf(key: string): readonly string[]
  isKindOf(narrow: string, broad: string): boolean
  /** Whether a table of vectors finds two words alike: enough to compare what stands beside them, never enough to merge. */
  areAlike(a: string, b: string): boolean
  /** Exclusions of `exclusionTable`, by keys. */
  readonly exclusions: readonly (readonly [readonly string[], readonly string[]])[]
}
