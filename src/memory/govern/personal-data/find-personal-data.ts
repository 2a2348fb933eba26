/**
 * Where a text holds personal data, and of which kind.
 *
 * Owns the order of kinds: credentials first, then what is surest; where findings overlap, the earlier kind has the characters. It reads
 * forms, not meaning: names of people, beliefs and illnesses in free text are not found, because memory is about them.
 */

import { contactKinds } from './contact-kinds.ts'
import { financeKinds } from './finance-kinds.ts'
import { identityKinds } from './identity-kinds.ts'
import type { PersonalDataGroup, PersonalDataKind } from './personal-data-kind.ts'
import { secretKinds } from './secret-kinds.ts'

/** How far from a number the word may stand that says what it is. */
export const WORDS_NEAR_CHARACTERS = 60

export const personalDataKinds: readonly PersonalDataKind[] = [
  ...secretKinds,
  ...financeKinds,
  ...identityKinds,
  ...contactKinds,
]

export interface PersonalDataFinding {
  readonly kind: string
  readonly group: PersonalDataGroup
  /** UTF-16 offsets; `to` is exclusive. */
  readonly from: number
  readonly to: number
}

const separators = /[\s./()-]/g
// No form that is looked for does without one of these.
const anySign =
  /[\d@]|[A-Z]{8}|-----BEGIN|password|passwort|phrase|words|token|handle|user ?name|at\)|\bat\b/u

function valueSpan(match: RegExpExecArray): { readonly from: number; readonly value: string } {
  const value = match.groups?.value ?? match.groups?.other
  if (value === undefined) return { from: match.index, value: match[0] }
  return { from: match.index + match[0].lastIndexOf(value), value }
}

function isNamedNear(text: string, from: number, to: number, near: RegExp): boolean {
  const start = Math.max(0, from - WORDS_NEAR_CHARACTERS)
  return near.test(text.slice(start, from)) || near.test(text.slice(to, to + WORDS_NEAR_CHARACTERS))
}

function* findingsOf(text: string, kind: PersonalDataKind): Generator<PersonalDataFinding> {
  for (const match of text.matchAll(kind.pattern)) {
    const { from, value } = valueSpan(match)
    const to = from + value.length
    if (kind.isValid !== undefined && !kind.isValid(value.replace(separators, ''))) continue
    if (kind.near !== undefined && !isNamedNear(text, from, to, kind.near)) continue
    yield { kind: kind.name, group: kind.group, from, to }
  }
}

/** In order of appearance, without overlaps. `wanted`: the kinds that count; default all. */
export function findPersonalData(
  text: string,
  wanted: (kind: PersonalDataKind) => boolean = () => true,
): PersonalDataFinding[] {
  if (!anySign.test(text)) return []
  const found: PersonalDataFinding[] = []
  for (const kind of personalDataKinds) {
    if (!wanted(kind)) continue
    for (const finding of findingsOf(text, kind)) {
      const isTaken = found.some(({ from, to }) => finding.from < to && from < finding.to)
      if (!isTaken) found.push(finding)
    }
  }
  return found.sort((a, b) => a.from - b.from)
}
