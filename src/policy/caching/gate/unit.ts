/** Units and currencies: the same ones, whatever their spelling; `5 km` is not `5 miles`, `$` is not `€`. */

import { shortUnitOf, unitOf } from '../lexicon/units.ts'
import { listGuard } from './guard.ts'
import type { QuestionFacts } from './question-facts.ts'

const attached = /^[-+]?[\d.,:/]*\d([a-z]+)$/

function unitsOf({ words }: QuestionFacts): string[] {
  const units: string[] = []
  words.forEach((word, index) => {
    const behind = attached.exec(word)?.[1]
    const isAfterNumber = /\d$/.test(words[index - 1] ?? '')
    const unit =
      behind === undefined
        ? (unitOf(word) ?? (isAfterNumber ? shortUnitOf(word) : undefined))
        : (unitOf(behind) ?? shortUnitOf(behind))
    if (unit !== undefined) units.push(unit)
  })
  return units
}

export const unit = listGuard('unit', unitsOf)
