/**
 * A scripted life in plain English: dated statements remembered and formed by `extract`, against a naive model of the same life.
 *
 * The oracle knows nothing of memories: of each line (who and what; of what stands beside each other, each by itself) it keeps the changes in the
 * order in which they were told, leaves out what says nothing new, and folds them by when they began. What was said first of a line and
 * without a time held before too. What this would miss: wordings that the rules do not read, and
 * late news of what is known of another time.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPrng, type Prng } from '../../stdx/prng.ts'
import { openFormationWorld } from '../../testing/formation-world.ts'
import { scriptedModel } from '../../testing/scripted-model.ts'

const scope = { user: 'ada' }
const DAY_MS = 86_400_000
const NOON_MS = DAY_MS / 2
const firstDay = Date.UTC(2021, 0, 4) / DAY_MS
const STATEMENTS = 100
const places = ['Porto', 'Lisbon', 'Graz', 'Kyoto', 'New York City']
const firms = ['Acme', 'Initech', 'Globex', 'Siemens']
/** Told late only: a late period of what is known otherwise is the same fact filled in, or another, as its neighbours have it. */
const latePlaces = ['Leeds', 'Ghent', 'Bonn']
const lateFirms = ['Hooli', 'Umbrella', 'Stark Industries']
const things = ['tea', 'jazz', 'long walks', 'chess']
const pets = ['Rex', 'Mia', 'Coco']
const months =
  'January February March April May June July August September October November December'.split(' ')

interface Change {
  /** `subject relation`, and the object where several stand beside each other. */
  readonly line: string
  readonly object: string
  readonly saidMs: number
  /** Null: said without a time. */
  readonly fromMs: number | null
  readonly isEnd: boolean
}

interface Told {
  readonly text: string
  readonly change: Change
}

function dateText(day: number): string {
  const date = new Date(day * DAY_MS)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

class Life {
  readonly #lines = new Map<string, Change[]>()

  /** What a line says of a moment, if anything. */
  at(line: string, ms: number): string | null {
    const changes = this.#lines.get(line) ?? []
    const firstSaid = Math.min(...changes.map(({ saidMs }) => saidMs))
    const since = ({ fromMs, saidMs, isEnd }: Change): number =>
      fromMs ?? (saidMs === firstSaid && !isEnd ? Number.NEGATIVE_INFINITY : saidMs)
    let object: string | null = null
    for (const change of changes.toSorted((a, b) => since(a) - since(b) || a.saidMs - b.saidMs)) {
      if (since(change) > ms) break
      if (!change.isEnd) object = change.object
      else if (object === change.object) object = null
    }
    return object
  }

  tell(change: Change): void {
    const { line, object, fromMs, saidMs, isEnd } = change
    const changes = this.#lines.get(line) ?? []
    const isKnown = this.at(line, fromMs ?? saidMs) === object
    const [first] = changes.toSorted((a, b) => a.saidMs - b.saidMs)
    // What held since nobody knew when is now known since when.
    const isDated = fromMs !== null && first?.fromMs === null && first.object === object
    if (isKnown && isDated && fromMs < first.saidMs) {
      this.#lines.set(line, [...changes.filter((one) => one !== first), change])
    }
    if (isKnown === isEnd) this.#lines.set(line, [...changes, change])
  }

  held(ms: number): readonly string[] {
    const held = [...this.#lines.keys()].flatMap((line) => {
      const object = this.at(line, ms)
      return object === null ? [] : [`${line.split('|')[0]} | ${object}`]
    })
    return held.toSorted()
  }
}

const who = { 'The user': 'I', Grace: 'Grace', Tom: 'Tom' } as const
type Subject = keyof typeof who

/** One statement of a day, in one of the wordings for it. */
function statement(prng: Prng, day: number, isLate: boolean, life: Life): Told {
  const subject = prng.pick(Object.keys(who)) as Subject
  const isSelf = subject === 'The user'
  const saidMs = day * DAY_MS + NOON_MS
  const s = isSelf ? '' : 's'
  const told = (text: string, part: Partial<Change> & Pick<Change, 'line' | 'object'>): Told => ({
    text: `${who[subject]} ${text}`,
    change: { saidMs, fromMs: null, isEnd: false, ...part },
  })
  const dated = { fromMs: day * DAY_MS }
  const on = `on ${dateText(day)}`
  const kind = prng.below(isSelf && !isLate ? 5 : 2)
  if (kind === 0) {
    const [line, object] = [`${subject} lives in`, prng.pick(isLate ? latePlaces : places)]
    if (isLate || prng.chance(0.6))
      return told(`moved to ${object} ${on}.`, { line, object, ...dated })
    return told(`live${s} in ${object}.`, { line, object })
  }
  if (kind === 1) {
    const line = `${subject} works at`
    const now = life.at(line, saidMs)
    const object = prng.pick(isLate ? lateFirms : firms)
    if (!isLate && now !== null && prng.chance(0.3)) {
      const text = isSelf ? `no longer work at ${now}.` : `no longer works at ${now}.`
      return told(text, { line, object: now, isEnd: true })
    }
    if (isLate || prng.chance(0.6)) {
      return told(`started working at ${object} ${on}.`, { line, object, ...dated })
    }
    return told(`work${s} at ${object} now.`, { line, object })
  }
  if (kind === 2) {
    const object = prng.pick(pets)
    return told(`adopted a dog named ${object}.`, {
      line: `${subject} has pet|${object}`,
      object,
      fromMs: saidMs,
    })
  }
  const object = prng.pick(things)
  const line = `${subject} likes|${object}`
  if (life.at(line, saidMs) === null) return told(`really like ${object}.`, { line, object })
  if (prng.chance(0.3)) return told(`like ${object} a lot.`, { line, object })
  return told(`don't like ${object} any more.`, { line, object, isEnd: true })
}

for (const seed of [1, 2, 8, 11]) {
  test(`[MEM0-NOMODEL-2] a life of ${STATEMENTS} statements in plain English, late news among them, held at every time what a naive model holds (seed ${seed})`, async () => {
    const prng = createPrng(seed)
    const life = new Life()
    const days = STATEMENTS * 8
    const startMs = (firstDay + days) * DAY_MS
    const model = scriptedModel({ rules: [] })
    await using world = await openFormationWorld({ model, pipeline: 'extract', startMs })
    const lateDays = new Set<number>()
    let day = firstDay
    for (let count = 0; count < STATEMENTS; ) {
      const window: Told[] = []
      // Late news is of odd days, so that nothing else is said on its day.
      const lateDay = firstDay + 1 + 2 * prng.below(1 + Math.floor((day - firstDay) / 2))
      const isLate = day > firstDay && prng.chance(0.2) && !lateDays.has(lateDay)
      if (isLate) lateDays.add(lateDay)
      for (let size = isLate ? 1 : 1 + prng.below(3); size > 0; size -= 1) {
        if (!isLate) day += 2 * (1 + prng.below(3))
        const told = statement(prng, isLate ? lateDay : day, isLate, life)
        life.tell(told.change)
        window.push(told)
      }
      const turns = window.map(({ text, change }) => ({ text, at: change.saidMs }))
      const formed = await world.form(scope, turns)
      assert.deepEqual([formed.failures, formed.refused], [[], []])
      count += window.length
    }
    for (let one = firstDay; one <= firstDay + days; one += 1) {
      for (const ms of [one * DAY_MS, one * DAY_MS + NOON_MS + 1]) {
        const facts = await world.memory.facts.at({ scope, validAt: ms })
        const held = facts.map(
          ({ subject, relation, object }) => `${subject} ${relation} | ${object}`,
        )
        assert.deepEqual(held.toSorted(), life.held(ms), new Date(ms).toISOString())
      }
    }
  })
}
