/**
 * How much of made-up personal data is found, a kind, and how many clean texts are flagged.
 *
 * A value counts as found when at most a fifth of its letters and digits are outside of what was found.
 */

import { findPersonalData } from '../../memory/govern/personal-data/find-personal-data.ts'
import { createPrng } from '../../stdx/prng.ts'
import { cleanText, textsOfKind } from './personal-data-texts.ts'
import { valuesOfKind } from './personal-data-values.ts'

export interface PersonalDataMeasure {
  readonly kindCount: number
  readonly tried: number
  readonly found: number
  readonly recallByKind: ReadonlyMap<string, number>
  readonly cleanCount: number
  readonly cleanFlagged: number
  /** A few of what went wrong, for the notes. */
  readonly missed: readonly string[]
  readonly flagged: readonly string[]
}

const EXAMPLES_MAX = 20

/** Whether the findings cover the value, but for a fifth of its signs at most. */
export function isCovered(text: string, value: string): boolean {
  const start = text.indexOf(value)
  const covered = new Set<number>()
  for (const { from, to } of findPersonalData(text)) {
    for (let at = from; at < to; at += 1) covered.add(at)
  }
  let bare = 0
  for (let at = start; at < start + value.length; at += 1) {
    if (/[\p{L}\d]/u.test(text[at]!) && !covered.has(at)) bare += 1
  }
  return bare <= value.length / 5
}

export function measurePersonalData(options: {
  readonly seed: number
  readonly perKind: number
  readonly cleanCount: number
}): PersonalDataMeasure {
  const prng = createPrng(options.seed)
  const recallByKind = new Map<string, number>()
  const missed: string[] = []
  const flagged: string[] = []
  let found = 0
  for (const [kind, texts] of Object.entries(textsOfKind)) {
    let own = 0
    for (let index = 0; index < options.perKind; index += 1) {
      const value = valuesOfKind[kind]!(prng)
      const text = texts[index % texts.length]!.replace('{v}', () => value)
      if (isCovered(text, value)) own += 1
      else if (missed.length < EXAMPLES_MAX) missed.push(`${kind}: ${text}`)
    }
    found += own
    recallByKind.set(kind, own / options.perKind)
  }
  let cleanFlagged = 0
  for (let index = 0; index < options.cleanCount; index += 1) {
    const text = cleanText(prng)
    const [first] = findPersonalData(text)
    if (first === undefined) continue
    cleanFlagged += 1
    if (flagged.length < EXAMPLES_MAX) flagged.push(`${first.kind}: ${text}`)
  }
  const { cleanCount } = options
  const tried = recallByKind.size * options.perKind
  return {
    kindCount: recallByKind.size,
    tried,
    found,
    recallByKind,
    cleanCount,
    cleanFlagged,
    missed,
    flagged,
  }
}
