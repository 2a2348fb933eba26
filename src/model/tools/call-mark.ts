/** How the beginning of a call is told from text, by automata that hold an answer to it and by those who read it. */

import {
  type CharPattern,
  literal,
  oneOfChars,
  repeat,
  sequence,
} from '../constraint/char-pattern.ts'
import type { ControlTexts } from '../template/control-texts.ts'
import type { CallFormat } from './call-format.ts'

const SPACES_MAX = 4
export const spaces: CharPattern = repeat(oneOfChars(' \n\t\r'), 0, SPACES_MAX)

/** A text in which runs of white space may be of another length. */
export function loosely(text: string): CharPattern {
  const parts = text.split(/(\s+)/).filter((part) => part !== '')
  return sequence(...parts.map((part) => (/^\s/.test(part) ? spaces : literal(part))))
}

/** How the beginning of a call is told from text, and what of the opening follows it. */
export interface CallMark {
  readonly kind: 'token' | 'text' | 'start'
  readonly token: number
  /** The text to look for; for `start`, nothing. */
  readonly text: string
  readonly rest: string
}

export function markOf(opening: string, controls: ControlTexts): CallMark {
  const [first, ...others] = controls.split(opening)
  if (typeof first === 'number') {
    const rest = opening.slice(controls.textOf(first).length)
    return { kind: 'token', token: first, text: '', rest }
  }
  const text = /^\S+/.exec(first ?? '')?.[0] ?? ''
  // A bracket alone begins many a text.
  if (text.length < 2 || /^[[{"]/.test(text)) {
    return { kind: 'start', token: -1, text: '', rest: opening }
  }
  const rest =
    (first ?? '').slice(text.length) +
    others.map((part) => (typeof part === 'number' ? controls.textOf(part) : part)).join('')
  return { kind: 'text', token: -1, text, rest }
}

/** The beginning of an answer that is a call in bare JSON: `{"name":`. */
export function bareStart({ opening, fields }: CallFormat): CharPattern {
  const first = literal(JSON.stringify(fields[0]!.key))
  return sequence(spaces, loosely(opening), literal('{'), spaces, first, spaces, literal(':'))
}
