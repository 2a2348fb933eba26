/**
 * One kind of personal data: what it looks like, what a true one satisfies, and which words must stand near it.
 *
 * A kind is found by its form alone only where the form is rare in ordinary text (an e-mail address, a number with a check digit
 * and the issuer's own grouping); a bare number needs a word that says what it is. Patterns are linear: bounded repeats, no nesting.
 */

export type PersonalDataGroup =
  | 'secret'
  | 'contact'
  | 'identity'
  | 'finance'
  | 'health'
  | 'location'
  | 'device'

export interface PersonalDataKind {
  /** As placeholders and reports name it: `email`, `us-ssn`. */
  readonly name: string
  readonly group: PersonalDataGroup
  /** Global. A group named `value` is what is replaced; without one, the whole match. */
  readonly pattern: RegExp
  /** Gets the value without blanks, dots, hyphens and slashes. */
  readonly isValid?: (compact: string) => boolean
  /** Must match within WORDS_NEAR_CHARACTERS before or after, when set. */
  readonly near?: RegExp
}

/** What people write between the name of a number and the number: "on file is", "no.: #", "was". */
export const stated =
  "(?:'s)?\\.?(?: [\\p{L}’'-]{1,10}){0,4}?(?: (?:is|was|are|ist|war|lautet|est|es|é))?\\.?\\s?[:=(]?\\s?#?"
const numbered = '(?:[ -]?\\(?(?:number|no\\.?|num|nr\\.?|nummer|número|numéro|id|code|card|#))'

/** A number that is called `names`, a regular expression; `value` says how it looks, in capitals: words are no numbers. */
export function calledBy(names: string, value: string): RegExp {
  return new RegExp(
    `\\b(?:${names})${numbered}{0,2}${stated}(?<value>(?-i:${value}))(?![\\p{L}\\d-])`,
    'giu',
  )
}
