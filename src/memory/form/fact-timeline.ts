/**
 * New facts laid beside those that are known: what repeats, what ends, what takes whose place, and when.
 *
 * A relation with one value is a line of periods, each ending where the next begins; one with several values has them side by side. Paper: Mem0
 * (2504.19413), soft invalidation. Departure: times decide who gives way: of two facts the one that began later ends the other, whichever was
 * told first; an end in the future ends nothing now. Worked example: known `Ada lives_in Lyon` from 2023; told `lives_in Kiel` from 2026: Lyon is
 * retired, valid to 2026. Had it been `lives_in Bonn` from 2018, Bonn would be added, valid to 2023.
 * Walls: what ends or replaces a known fact is named in the turns that it rests on.
 */

import type { Cube, CubeId, Fact } from '../../store/cube.ts'
import type { FormationDraft } from './formation-draft.ts'
import {
  factOf,
  factText,
  isSameObject,
  type NewFact,
  subjectKey,
  withPeriod,
} from './graph-fact.ts'
import { speaksOf, tellingWords } from './speaks-of.ts'
import type { TurnSources } from './turn-sources.ts'

const STAGE = 'outdated'

type EndReason = 'outdated' | 'contradicted'

/** A fact that is remembered, and what becomes of it. */
export interface KnownFact {
  readonly cube: Cube
  readonly fact: Fact
  fromMs: number | null
  toMs: number | null
  reason: EndReason
  successor: NewFact | null
  readonly sources: Set<CubeId>
}

export function knownFact(cube: Cube, fact: Fact): KnownFact {
  const { validFromMs: fromMs, validToMs: toMs } = fact
  return { cube, fact, fromMs, toMs, reason: 'outdated', successor: null, sources: new Set() }
}

/** A known fact and a new one of the same subject and relation that cannot both hold. */
export interface Rivals {
  readonly known: KnownFact
  readonly fact: NewFact
}

export interface Settlement extends Rivals {
  readonly reason: EndReason
}

interface TimelineParts {
  readonly known: readonly KnownFact[]
  readonly sources: TurnSources
  readonly draft: FormationDraft
  readonly nowMs: number
}

/** When a fact begins to say something: its beginning, or else the end that is all that is known of it. */
function startOf({ fromMs, toMs, isEndSaid }: NewFact): number {
  return fromMs ?? (isEndSaid && toMs !== null ? toMs : Number.NEGATIVE_INFINITY)
}

function byStart(a: NewFact, b: NewFact): number {
  const [first, second] = [startOf(a), startOf(b)]
  return first === second ? a.saidAtMs - b.saidAtMs : first < second ? -1 : 1
}

export class FactTimeline {
  readonly #parts: TimelineParts
  /** Known facts by subject and relation. */
  readonly #lines: ReadonlyMap<string, readonly KnownFact[]>
  #facts: NewFact[] = []

  constructor(parts: TimelineParts) {
    this.#parts = parts
    this.#lines = Map.groupBy(parts.known, ({ fact }) => subjectKey(fact))
  }

  /** Takes in what is new, ends what is said to have ended, and gives what a decision is needed for. */
  lay(said: readonly NewFact[]): readonly Rivals[] {
    for (const fact of [...said].sort(byStart)) {
      if (!this.#repeatsNew(fact) && !this.#repeatsKnown(fact)) this.#begin(fact)
    }
    return this.#facts.flatMap((fact) =>
      this.#knownOf(fact)
        .filter((known) => areRivals(known, fact))
        .map((known) => ({ known, fact })),
    )
  }

  #knownOf(fact: NewFact): readonly KnownFact[] {
    return this.#lines.get(subjectKey(fact)) ?? []
  }

  /** Joins a fact to one of this window that says the same; an end that was said ends it. */
  #repeatsNew(fact: NewFact): boolean {
    const at = this.#facts.findIndex(
      (one) => isSame(one, fact) && (one.toMs === null || startOf(fact) < one.toMs),
    )
    if (at < 0) return false
    const one = this.#facts[at]!
    const toMs = one.toMs ?? fact.toMs
    this.#facts[at] = {
      ...one,
      fromMs: one.fromMs ?? fact.fromMs,
      toMs,
      isEndSaid: one.isEndSaid || fact.isEndSaid,
      saidAtMs: Math.max(one.saidAtMs, fact.saidAtMs),
      sources: [...new Set([...one.sources, ...fact.sources])],
    }
    return true
  }

  /** Whether a known fact says it already; its period is filled in, or ended, where the new one knows. */
  #repeatsKnown(fact: NewFact): boolean {
    if (this.#facts.some((one) => takesPlace(one, fact))) return false
    const known = this.#knownOf(fact).find(
      (one) => isSameObject(one.fact, fact) && doOverlap(one, fact),
    )
    if (known === undefined) return false
    const fromMs = known.fromMs ?? fact.fromMs
    const toMs = known.toMs ?? fact.toMs
    if (fromMs !== null && toMs !== null && toMs < fromMs) return false
    const isEnded = toMs !== known.toMs
    if (isEnded && !this.#isGrounded(fact)) {
      this.#parts.draft.refuse(STAGE, 'a fact is ended by turns that do not speak of it')
      return true
    }
    if (isEnded || fromMs !== known.fromMs) for (const id of fact.sources) known.sources.add(id)
    known.fromMs = fromMs
    known.toMs = toMs
    return true
  }

  /** A new period: of a relation with one value, the one before it in this window ends. */
  #begin(fact: NewFact): void {
    const before = this.#facts.findLast((one) => one.toMs === null && takesPlace(fact, one))
    const isTogether =
      before !== undefined && startOf(before) === startOf(fact) && before.saidAtMs === fact.saidAtMs
    if (before !== undefined && !isTogether) {
      fact.fromMs ??= fact.saidAtMs
      before.toMs = fact.fromMs
      // What was put right within one window never held.
      if (before.fromMs !== null && before.fromMs >= before.toMs) {
        this.#facts = this.#facts.filter((one) => one !== before)
      }
    }
    this.#facts.push(fact)
  }

  /** The turns name the object of the fact. */
  #isGrounded({ object, sources }: NewFact): boolean {
    if (tellingWords(object).size === 0) return true
    const turns = this.#parts.sources.cubesOf(sources)
    return turns.some(({ text, caption }) => speaksOf(`${text} ${caption ?? ''}`, object))
  }

  /** Of each pair one gives way to the other; of several new facts the first ends a known one. */
  settle(settlements: readonly Settlement[]): void {
    for (const one of settlements.toSorted((a, b) => byStart(a.fact, b.fact))) this.#settleOne(one)
  }

  #settleOne({ known, fact, reason }: Settlement): void {
    if (known.successor !== null) return
    if (!this.#isGrounded(fact)) {
      this.#parts.draft.refuse(STAGE, 'a fact is replaced by what its turns do not speak of')
      return
    }
    if (known.fromMs !== null && fact.fromMs !== null && fact.fromMs < known.fromMs) {
      fact.toMs = Math.min(fact.toMs ?? known.fromMs, known.fromMs)
      return
    }
    // Said to hold without a time: it holds from when it was said, at the latest.
    const fromMs = fact.fromMs ?? Math.max(fact.saidAtMs, known.fromMs ?? fact.saidAtMs)
    if (fact.toMs !== null && fact.toMs < fromMs) return
    fact.fromMs = fromMs
    known.toMs = fromMs
    known.reason = fact.fromMs === known.fromMs ? 'contradicted' : reason
    known.successor = fact
    for (const id of fact.sources) known.sources.add(id)
  }

  /** After everything was settled: what is new, and what became of what is known. */
  operate(): void {
    const { draft, sources, known } = this.#parts
    for (const [index, fact] of this.#facts.entries()) {
      draft.push({
        op: 'add',
        handle: `fact-${index}`,
        text: factText(fact),
        sources: fact.sources,
        dynamic: 'extracted',
        speaker: sources.speakerOf(fact.sources),
        fact: factOf(fact),
      })
    }
    for (const one of known) if (one.sources.size > 0) this.#change(one)
  }

  #change({ cube, fact, fromMs, toMs, reason, successor, sources }: KnownFact): void {
    const { draft, nowMs } = this.#parts
    const text = withPeriod(cube.text, fromMs, toMs)
    const isTaken = this.#lines
      .get(subjectKey(fact))!
      .some((one) => one.cube !== cube && one.cube.text === text)
    const isRetired = toMs !== fact.validToMs && toMs !== null && toMs <= nowMs
    if (!isRetired || fromMs !== fact.validFromMs) {
      draft.push({
        op: 'revise',
        id: cube.id,
        sources: [...sources],
        dynamic: 'evolved',
        ...(isTaken ? {} : { text }),
        fact: { ...fact, validFromMs: fromMs, validToMs: toMs },
      })
    }
    if (!isRetired) return
    draft.push({
      op: 'retire',
      id: cube.id,
      sources: [...sources],
      reason,
      validToMs: toMs,
      ...(successor === null ? {} : { successor: `fact-${this.#facts.indexOf(successor)}` }),
    })
  }
}

function isSame(one: Fact | NewFact, other: NewFact): boolean {
  return subjectKey(one) === subjectKey(other) && isSameObject(one, other)
}

/** Whether one fact, where it begins later, ends the other. */
function takesPlace(next: NewFact, fact: NewFact): boolean {
  if (next.isEndSaid || fact.isEndSaid || next.isMultiValued || fact.isMultiValued) return false
  return subjectKey(next) === subjectKey(fact) && !isSameObject(next, fact)
}

function doOverlap(known: KnownFact, fact: NewFact): boolean {
  const startsLater = known.toMs !== null && (fact.fromMs ?? fact.saidAtMs) >= known.toMs
  const endsBefore = fact.toMs !== null && known.fromMs !== null && fact.toMs <= known.fromMs
  return !startsLater && !endsBefore
}

/** Of one subject and relation. A fact whose end was said is of the past, and does not end what holds now. */
function areRivals(known: KnownFact, fact: NewFact): boolean {
  if (known.fact.isMultiValued || fact.isMultiValued || fact.isEndSaid) return false
  return !isSameObject(known.fact, fact) && doOverlap(known, fact)
}
