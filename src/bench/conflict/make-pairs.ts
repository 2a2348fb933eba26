/**
 * Labelled pairs from statement templates, by seed: every label from every template that can show it, with hard negatives.
 *
 * Owns what makes a label true: a contradiction is said within hours, a temporal change weeks later or with a cue, several values only where
 * the template says that they hold together, unrelated ones share words but not the subject or the relation. Invariant: no pair twice.
 */

import type { RelationLabel } from '../../policy/consolidation/claim.ts'
import type { Prng } from '../../stdx/prng.ts'
import { fillStatement, type StatementTemplate, type Subject } from './statement-template.ts'
import { surfaceOf } from './surface.ts'

export interface ConflictPair {
  readonly a: string
  readonly b: string
  readonly aTimeMs: number | null
  readonly bTimeMs: number | null
  readonly label: RelationLabel
  /** What it was made from, for tables. */
  readonly source: string
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const STARTS_MS = Date.UTC(2023, 0, 9)
const STALE_MAX = 40

const persons = ['Caroline', 'Ahmed', 'Priyanka', 'Jonas', 'Beatrice', 'Kenji', 'Olga', 'Mateo']

function namedSubject(name: string): Subject {
  return { s: name, p: `${name}'s`, o: name, their: 'their', isFirst: false }
}
const userSubjects: readonly Subject[] = [
  { s: 'I', p: 'my', o: 'me', their: 'my', isFirst: true },
  { s: 'the user', p: "the user's", o: 'the user', their: 'their', isFirst: false },
  { s: 'User', p: "User's", o: 'User', their: 'their', isFirst: false },
]

/** Ways to name one subject. */
type Naming = readonly Subject[]

interface Draw {
  readonly template: StatementTemplate
  readonly naming: Naming
  readonly other: Naming
  readonly value: string
  readonly otherValue: string
}

interface Made {
  readonly a: string
  readonly b: string
  readonly gapMs: number
}

function namingsOf({ isPerson, subjects }: StatementTemplate): Naming[] {
  if (!isPerson)
    return subjects.map((subject) => [
      { s: subject, p: `${subject}'s`, o: subject, their: 'its', isFirst: false },
    ])
  return [userSubjects, userSubjects, ...persons.map((name) => [namedSubject(name)])]
}

function drawOf(template: StatementTemplate, prng: Prng): Draw {
  const namings = namingsOf(template)
  const naming = prng.pick(namings)
  const others = namings.filter((one) => one !== naming)
  const value = prng.pick(template.values)
  return {
    template,
    naming,
    other: prng.pick(others),
    value,
    otherValue: prng.pick(template.values.filter((one) => one !== value)),
  }
}

type Maker = (draw: Draw, prng: Prng, all: readonly StatementTemplate[]) => Made | null

const makers: Readonly<Record<RelationLabel, Maker>> = {
  duplicate({ template, naming, value }, prng) {
    const first = prng.pick(template.says)
    const second = prng.pick(template.says)
    return {
      a: fillStatement(first, prng.pick(naming), value),
      b: fillStatement(second, prng.pick(naming), value),
      gapMs: prng.below(90) * DAY_MS,
    }
  },
  refinement({ template, naming, value }, prng) {
    return {
      a: fillStatement(prng.pick(template.says), prng.pick(naming), value),
      b: fillStatement(prng.pick(template.more), prng.pick(naming), value),
      gapMs: prng.below(90) * DAY_MS,
    }
  },
  contradiction({ template, naming, value, otherValue }, prng) {
    const isDenied = template.kind === 'multi' || prng.chance(0.4)
    const form = prng.pick(isDenied ? template.denies : template.says)
    return {
      a: fillStatement(prng.pick(template.says), prng.pick(naming), value),
      b: fillStatement(form, prng.pick(naming), isDenied ? value : otherValue),
      gapMs: template.kind === 'fixed' ? prng.below(300) * DAY_MS : prng.below(5) * HOUR_MS,
    }
  },
  temporal({ template, naming, value, otherValue }, prng) {
    const a = fillStatement(prng.pick(template.says), prng.pick(naming), value)
    const gapMs = (20 + prng.below(600)) * DAY_MS
    const choices = [
      template.ends.length > 0 ? { form: prng.pick(template.ends), value } : null,
      template.changes.length > 0 ? { form: prng.pick(template.changes), value: otherValue } : null,
      template.kind === 'single' ? { form: prng.pick(template.says), value: otherValue } : null,
    ].filter((choice) => choice !== null)
    if (choices.length === 0 || template.kind === 'fixed') return null
    const choice = prng.pick(choices)
    return { a, b: fillStatement(choice.form, prng.pick(naming), choice.value), gapMs }
  },
  'multi-valued'({ template, naming, value, otherValue }, prng) {
    if (template.kind !== 'multi') return null
    return {
      a: fillStatement(prng.pick(template.says), prng.pick(naming), value),
      b: fillStatement(prng.pick(template.says), prng.pick(naming), otherValue),
      gapMs: prng.below(200) * DAY_MS,
    }
  },
  unrelated({ template, naming, other, value, otherValue }, prng, all) {
    const a = fillStatement(prng.pick(template.says), prng.pick(naming), value)
    const gapMs = prng.below(200) * DAY_MS
    const kind = prng.below(4)
    if (kind === 0)
      return { a, b: fillStatement(prng.pick(template.near), prng.pick(naming), value), gapMs }
    if (kind === 1)
      return { a, b: fillStatement(prng.pick(template.says), prng.pick(other), value), gapMs }
    if (kind === 2) {
      const form = prng.pick([...template.denies, ...template.changes, ...template.more])
      return {
        a,
        b: fillStatement(form, prng.pick(other), prng.chance(0.5) ? value : otherValue),
        gapMs,
      }
    }
    const strangers = all.filter(
      (one) => one.isPerson === template.isPerson && one.domain !== template.domain,
    )
    const stranger = prng.pick(strangers)
    const of = template.isPerson ? naming : prng.pick(namingsOf(stranger))
    return {
      a,
      b: fillStatement(prng.pick(stranger.says), prng.pick(of), prng.pick(stranger.values)),
      gapMs,
    }
  },
}

/** Up to `count` pairs, labels and templates in turn. */
export function makePairs(
  templates: readonly StatementTemplate[],
  count: number,
  prng: Prng,
): ConflictPair[] {
  const labels = Object.keys(makers) as RelationLabel[]
  const pairs: ConflictPair[] = []
  const seen = new Set<string>()
  let stale = 0
  for (
    let turn = 0;
    pairs.length < count && stale < STALE_MAX * templates.length * labels.length;
    turn += 1
  ) {
    const label = labels[turn % labels.length]!
    const at = Math.floor(turn / labels.length) % templates.length
    const made = makePair(templates, at, label, prng)
    const key = made === null ? '' : `${made.a.replace(/\.$/, '')}\n${made.b.replace(/\.$/, '')}`
    if (made === null || seen.has(key) || made.a === made.b) {
      stale += 1
      continue
    }
    seen.add(key)
    pairs.push(made)
  }
  return pairs
}

function makePair(
  templates: readonly StatementTemplate[],
  at: number,
  label: RelationLabel,
  prng: Prng,
): ConflictPair | null {
  const template = templates[at]!
  const draw = drawOf(template, prng)
  const made = makers[label](draw, prng, templates)
  if (made === null || made.a === made.b) return null
  const options = { keep: `${draw.value} ${draw.otherValue}`, mayMisspell: label === 'duplicate' }
  const aTimeMs = STARTS_MS + prng.below(300) * DAY_MS
  return {
    a: surfaceOf(made.a, options, prng),
    b: surfaceOf(made.b, options, prng),
    aTimeMs,
    bTimeMs: aTimeMs + made.gapMs,
    label,
    source: `${at} ${template.domain} ${template.kind}`,
  }
}
