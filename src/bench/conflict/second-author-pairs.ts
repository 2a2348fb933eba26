/**
 * Labelled pairs from the second author's templates, by seed, for a half of the templates: every second one is held out.
 *
 * Owns what the second author calls each label: another value said within a day contradicts, said a month or more later is a temporal
 * change; a value that never changes contradicts at any time; a general and a specific value, or a statement with more, is a refinement.
 * Invariant: no pair twice. It does not tell which held-out pairs are decided wrongly; nothing in the project prints them.
 */

import type { RelationLabel } from '../../policy/consolidation/claim.ts'
import { relationLabels } from '../../policy/consolidation/claim.ts'
import type { Prng } from '../../stdx/prng.ts'
import type { ConflictPair } from './make-pairs.ts'
import { secondAuthorBodies } from './second-author-bodies.ts'
import { secondAuthorBusiness } from './second-author-business.ts'
import { secondAuthorDoings } from './second-author-doings.ts'
import { secondAuthorPeople } from './second-author-people.ts'
import { secondAuthorSoftware } from './second-author-software.ts'
import type { SecondTemplate } from './second-author-template.ts'
import { secondAuthorThings } from './second-author-things.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const STARTS_MS = Date.UTC(2024, 1, 5)
/** Draws that bring nothing new before the templates count as spent. */
const STALE_MAX = 400

const people = ['Anna', 'Marcus', 'Priya', 'Tom', 'Elena', 'Kenji', 'Fatima', 'Oliver']
const users = ['User', 'The user']

export const secondAuthorTemplates: readonly SecondTemplate[] = [
  ...secondAuthorPeople,
  ...secondAuthorBodies,
  ...secondAuthorDoings,
  ...secondAuthorThings,
  ...secondAuthorSoftware,
  ...secondAuthorBusiness,
]

export function secondAuthorHalf(half: 'development' | 'heldOut'): SecondTemplate[] {
  return secondAuthorTemplates.filter((_, at) => (at % 2 === 0) === (half === 'development'))
}

/** One subject with its wordings, and the values drawn for a pair. */
interface Draw {
  readonly template: SecondTemplate
  readonly prng: Prng
  readonly subject: string
  readonly otherSubject: string
  readonly value: readonly string[]
  readonly otherValue: readonly string[]
}

function spellings(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value
}

function drawOf(template: SecondTemplate, prng: Prng): Draw {
  const isUser = template.of === undefined && prng.chance(0.5)
  const subject = template.of ? prng.pick(template.of) : isUser ? 'user' : prng.pick(people)
  const others = (template.of ?? people).filter((one) => one !== subject)
  const value = prng.pick(template.values)
  return {
    template,
    prng,
    subject,
    otherSubject: prng.pick(others),
    value: spellings(value),
    otherValue: spellings(prng.pick(template.values.filter((one) => one !== value))),
  }
}

function fill(form: string, subject: string, value: string, prng: Prng): string {
  const name = subject === 'user' ? prng.pick(users) : subject
  const within = name.replace(/^The /, 'the ')
  const text = form
    .replaceAll('{V}', value)
    .replaceAll('{P}', `${within}'s`)
    .replaceAll('{S}', within)
  const whole = text.replace(/^./, (letter) => letter.toUpperCase())
  return prng.chance(0.5) ? `${whole}.` : whole
}

function say(draw: Draw, values = draw.value, subject = draw.subject): string {
  const { template, prng } = draw
  const isMine = subject === 'user' && template.mine !== undefined && prng.chance(0.3)
  const form = prng.pick(isMine ? template.mine : template.says)
  return fill(form, subject, prng.pick(values), prng)
}

function sayOf(
  draw: Draw,
  forms: readonly string[] | undefined,
  values = draw.value,
): string | null {
  if (forms === undefined || forms.length === 0) return null
  return fill(draw.prng.pick(forms), draw.subject, draw.prng.pick(values), draw.prng)
}

/** Both texts and the days between them; null where the template cannot show the label. */
type Made =
  | readonly [a: string, b: string | null, gapDays: number | 'near' | 'any' | 'later']
  | null

const makers: Readonly<Record<RelationLabel, (draw: Draw) => Made>> = {
  duplicate: (draw) => [say(draw), say(draw), 'any'],
  refinement: (draw) => {
    const { template, prng, subject } = draw
    if (template.kinds !== undefined && prng.chance(0.4)) {
      const [general, specific] = prng.pick(template.kinds)
      return [say(draw, [general], subject), say(draw, [specific], subject), 'any']
    }
    const more = sayOf(draw, template.finer)
    return more !== null && prng.chance(0.2) ? [more, say(draw), 'any'] : [say(draw), more, 'any']
  },
  contradiction: (draw) => {
    const { template, prng } = draw
    if (template.denies !== undefined && prng.chance(0.5)) {
      const denied = sayOf(draw, template.denies)
      return prng.chance(0.7) || denied === null
        ? [say(draw), denied, 'near']
        : [denied, say(draw), 'near']
    }
    if (template.law === 'many') return null
    return [say(draw), say(draw, draw.otherValue), template.law === 'fixed' ? 'any' : 'near']
  },
  temporal: (draw) => {
    const { template, prng } = draw
    if (template.ends !== undefined && prng.chance(template.law === 'many' ? 1 : 0.3))
      return [say(draw), sayOf(draw, template.ends), 'later']
    if (template.law !== 'changing') return null
    if (template.changes !== undefined && prng.chance(0.6))
      return [say(draw), sayOf(draw, template.changes, draw.otherValue), 'later']
    return [say(draw), say(draw, draw.otherValue), 'later']
  },
  'multi-valued': (draw) =>
    draw.template.law === 'many' ? [say(draw), say(draw, draw.otherValue), 'any'] : null,
  unrelated: (draw) => {
    const { template, prng } = draw
    if (prng.chance(0.3)) return [say(draw), say(draw, draw.value, draw.otherSubject), 'any']
    if (prng.chance(0.2)) {
      const far = prng.pick(secondAuthorTemplates.filter((one) => one.domain !== template.domain))
      return [say(draw), say(drawOf(far, prng)), 'any']
    }
    return [say(draw), sayOf(draw, template.beside), 'any']
  },
}

function timesOf(
  gap: number | 'near' | 'any' | 'later',
  prng: Prng,
): [number | null, number | null] {
  const aTimeMs = STARTS_MS + prng.below(300) * DAY_MS + prng.below(24) * HOUR_MS
  if (gap !== 'later' && prng.chance(0.1)) return [null, null]
  if (gap === 'near') return [aTimeMs, aTimeMs + prng.below(20) * HOUR_MS]
  if (gap === 'later') return [aTimeMs, aTimeMs + (30 + prng.below(500)) * DAY_MS]
  const days = prng.chance(0.5) ? prng.below(3) : prng.below(200)
  return [aTimeMs, aTimeMs + days * DAY_MS]
}

export function secondAuthorPairs(
  half: 'development' | 'heldOut',
  count: number,
  prng: Prng,
): ConflictPair[] {
  const templates = secondAuthorHalf(half)
  const seen = new Set<string>()
  const pairs: ConflictPair[] = []
  for (let stale = 0, turn = 0; pairs.length < count && stale < STALE_MAX; turn++) {
    const label = relationLabels[turn % relationLabels.length]!
    const draw = drawOf(prng.pick(templates), prng)
    const made = makers[label](draw)
    const key = made === null ? null : [...made.slice(0, 2)].sort().join('\n')
    if (made === null || made[1] === null || made[0] === made[1] || seen.has(key!)) {
      stale++
      continue
    }
    stale = 0
    seen.add(key!)
    const [aTimeMs, bTimeMs] = timesOf(made[2], prng)
    pairs.push({ a: made[0], b: made[1], aTimeMs, bTimeMs, label, source: draw.template.name })
  }
  return pairs
}
