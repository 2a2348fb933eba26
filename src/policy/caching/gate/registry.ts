/** All guards, in the order in which they speak: the first refusal is the reason that is counted and shown. */

import { alignmentGuard } from './alignment-guard.ts'
import { antonym } from './antonym.ts'
import { comparative } from './comparative.ts'
import { direction } from './direction.ts'
import type { Guard } from './guard.ts'
import { language } from './language.ts'
import { literal } from './literal.ts'
import { modality } from './modality.ts'
import { name } from './name.ts'
import { negation } from './negation.ts'
import { number } from './number.ts'
import { quantifier } from './quantifier.ts'
import { questionType } from './question-type.ts'
import { role } from './role.ts'
import { time } from './time.ts'
import { typing } from './typing.ts'
import { unit } from './unit.ts'

/** Guards against named dangers. */
export const namedGuards = [
  negation,
  antonym,
  number,
  unit,
  time,
  language,
  literal,
  name,
  comparative,
  direction,
  role,
  quantifier,
  questionType,
  modality,
  typing,
] as const satisfies readonly Guard[]

export const guards: readonly Guard[] = [...namedGuards, alignmentGuard]

export const guardNames: readonly string[] = guards.map((guard) => guard.name)
