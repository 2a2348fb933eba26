/**
 * Snowball stemmers of the Latin-script languages, as packed by @orama/stemmers, each behind the bounded cache of `stem.ts`.
 *
 * Folded words have no accents, and both sides of a match are folded alike, so a rule that needs an accent merely does not fire.
 */

import { stemmer as danish } from '@orama/stemmers/danish'
import { stemmer as dutch } from '@orama/stemmers/dutch'
import { stemmer as finnish } from '@orama/stemmers/finnish'
import { stemmer as french } from '@orama/stemmers/french'
import { stemmer as german } from '@orama/stemmers/german'
import { stemmer as hungarian } from '@orama/stemmers/hungarian'
import { stemmer as italian } from '@orama/stemmers/italian'
import { stemmer as norwegian } from '@orama/stemmers/norwegian'
import { stemmer as portuguese } from '@orama/stemmers/portuguese'
import { stemmer as romanian } from '@orama/stemmers/romanian'
import { stemmer as spanish } from '@orama/stemmers/spanish'
import { stemmer as swedish } from '@orama/stemmers/swedish'
import { stemmer as turkish } from '@orama/stemmers/turkish'
import type { Language } from './languages.ts'

export const stemmers = {
  danish,
  dutch,
  finnish,
  french,
  german,
  hungarian,
  italian,
  norwegian,
  portuguese,
  romanian,
  spanish,
  swedish,
  turkish,
} as const satisfies Record<Language, (word: string) => string>
