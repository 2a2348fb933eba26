/**
 * The sample life: a year of conversations, written for this project, that an empty store can be filled with.
 *
 * Ines, her brother Tom and her friend Priya are invented. The year holds what memory is for: facts that change (a city, a job, a
 * diet), dates, plans that are put off, preferences, pictures, and things that are never said. Loaded on demand, session by
 * session, each under its own idempotency key: a second load changes nothing.
 */

import type { RememberInput } from '../api-types.ts'
import { biscuit } from './biscuit.ts'
import { camino } from './camino.ts'
import { newYear } from './new-year.ts'
import { octoberPlans } from './october-plans.ts'
import { porto } from './porto.ts'
import { sampleScope } from './sample-scope.ts'
import type { SampleSession } from './sample-session.ts'
import { sundayCall } from './sunday-call.ts'

export const sampleSessions: readonly SampleSession[] = [
  sundayCall,
  newYear,
  biscuit,
  porto,
  camino,
  octoberPlans,
]

export const sampleTurnCount: number = sampleSessions.reduce(
  (count, { turns }) => count + turns.length,
  0,
)

/** One remember call a session. Turns keep the minutes at which they were said (UTC). */
export function sampleInputs(): RememberInput[] {
  return sampleSessions.map(({ name, date, turns }) => ({
    scope: sampleScope,
    session: name,
    idempotencyKey: `sample-life-1-${name}`,
    origin: 'import:sample-life',
    turns: turns.map(({ speaker, time, text, caption }) => ({
      speaker,
      text,
      at: `${date}T${time}:00Z`,
      ...(caption === undefined ? {} : { caption }),
    })),
  }))
}
