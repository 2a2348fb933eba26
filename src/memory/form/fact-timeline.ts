/**
 * New facts laid beside those that are known: what repeats, what ends, what takes whose place, and when.
 *
 * A relation with one value is a line of periods, each ending where the next begins; one with several values has them side by side. Paper: Mem0
 * (2504.19413), soft invalidation. Departure: times decide who gives way: of two facts the one that began later ends the other, whichever was
 * told first; an end in the future ends nothing now. Worked example: known `Ada lives_in Bonn` from 2020; told `lives_in Lyon` from 2023: Bonn is retired,
 * valid to 2023. Told after that `lives_in Kiel` from 2018: Kiel is added, valid to 2023 if Lyon is what is known, for Bonn is no longer live.
 * Walls: what takes out a fact names its object, or one in its place, in the turns that it rests on.
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

export type KnownFact = Cube & { readonly fact: Fact }

/** A known fact and a new one of the same subject and relation that cannot both hold. */
export interface Rivals {
  readonly known: KnownFact
  readonly fact: NewFact
}

interface TimelineParts {
  readonly known: readonly KnownFact[]
  readonly sources: TurnSources
  readonly draft: FormationDraft
  readonly nowMs: number
}

export class FactTimeline {
  readonly #parts: TimelineParts
  readonly #facts: NewFact[] = []
  readonly #touched = new Set<CubeId>()

  constructor(parts: TimelineParts) {
    this.#parts = parts
  }

  /** Takes in what is new, ends what is said to have ended, and gives what a decision is needed for. */
  lay(said: readonly NewFact[]): readonly Rivals[] {
    for (const fact of inOrder(distinct(said))) if (!this.#isKnown(fact)) this.#facts.push(fact)
    return this.#facts.flatMap((fact) =>
      this.#knownOf(fact)
        .filter((known) => areRivals(known.fact, fact))
        .map((known) => ({ known, fact })),
    )
  }

  #knownOf(fact: NewFact): readonly KnownFact[] {
    const key = subjectKey(fact)
    return this.#parts.known.filter(
      (known) => subjectKey(known.fact) === key && !this.#touched.has(known.id),
    )
  }

  /** Whether a known fact says it already; its period is made more exact, or ended, where the new one knows. */
  #isKnown(fact: NewFact): boolean {
    const same = this.#knownOf(fact).find(
      (known) => isSameObject(known.fact, fact) && doOverlap(known.fact, fact),
    )
    if (same === undefined) return false
    const { validFromMs, validToMs } = same.fact
    const fromMs = validFromMs ?? fact.fromMs
    const toMs = validToMs ?? fact.toMs
    if (fromMs === validFromMs && toMs === validToMs) return true
    if (fromMs !== null && toMs !== null && toMs < fromMs) return false
    if (toMs !== validToMs && !this.#isGrounded(fact)) {
      this.#parts.draft.refuse(STAGE, 'a fact is ended by turns that do not speak of it')
      return true
    }
    if (toMs !== validToMs) this.#end(same, { fact, toMs: toMs!, successor: null, fromMs })
    else this.#revise(same, fact, { fromMs, toMs })
    return true
  }

  /** The turns name the object of the fact. */
  #isGrounded(fact: NewFact): boolean {
    if (tellingWords(fact.object).size === 0) return true
    const texts = this.#parts.sources.cubesOf(fact.sources)
    return texts.some(({ text, caption }) => speaksOf(`${text} ${caption ?? ''}`, fact.object))
  }

  #revise(
    { id, fact: before, text }: KnownFact,
    { sources }: NewFact,
    { fromMs, toMs }: { readonly fromMs: number | null; readonly toMs: number | null },
  ): void {
    this.#touched.add(id)
    this.#parts.draft.push({
      op: 'revise',
      id,
      sources,
      dynamic: 'evolved',
      text: withPeriod(text, fromMs, toMs),
      fact: { ...before, validFromMs: fromMs, validToMs: toMs },
    })
  }

  #end(known: KnownFact, end: End): void {
    const { fact, toMs, successor, reason = 'outdated', fromMs } = end
    if (toMs > this.#parts.nowMs) {
      this.#revise(known, fact, { fromMs, toMs })
      return
    }
    this.#touched.add(known.id)
    this.#parts.draft.push({
      op: 'retire',
      id: known.id,
      sources: fact.sources,
      reason,
      validToMs: toMs,
      ...(successor === null ? {} : { successor }),
    })
  }

  /** One of the rivals gives way to the other. */
  settle({ known, fact }: Rivals, reason: 'outdated' | 'contradicted'): void {
    if (this.#touched.has(known.id)) return
    if (!this.#isGrounded(fact)) {
      this.#parts.draft.refuse(STAGE, 'a fact is replaced by what its turns do not speak of')
      return
    }
    const { validFromMs } = known.fact
    if (validFromMs !== null && fact.fromMs !== null && fact.fromMs < validFromMs) {
      fact.toMs = Math.min(fact.toMs ?? validFromMs, validFromMs)
      return
    }
    // Said to hold without a time: it holds from when it was said, at the latest.
    fact.fromMs ??= Math.max(fact.saidAtMs, validFromMs ?? fact.saidAtMs)
    const isCorrection = fact.fromMs === validFromMs
    this.#end(known, {
      fact,
      toMs: fact.fromMs,
      successor: this.#handleOf(fact),
      reason: isCorrection ? 'contradicted' : reason,
      fromMs: validFromMs,
    })
  }

  #handleOf(fact: NewFact): string {
    return `fact-${this.#facts.indexOf(fact)}`
  }

  /** After everything was settled: periods may have changed. */
  add(): void {
    const { draft, sources } = this.#parts
    for (const fact of this.#facts) {
      draft.push({
        op: 'add',
        handle: this.#handleOf(fact),
        text: factText(fact),
        sources: fact.sources,
        dynamic: 'extracted',
        speaker: sources.speakerOf(fact.sources),
        fact: factOf(fact),
      })
    }
  }
}

interface End {
  readonly fact: NewFact
  readonly fromMs: number | null
  readonly toMs: number
  /** Handle of what takes its place. */
  readonly successor: string | null
  readonly reason?: 'outdated' | 'contradicted'
}

/** Each fact once, resting on all the turns that say it. */
function distinct(said: readonly NewFact[]): readonly NewFact[] {
  const found: NewFact[] = []
  for (const fact of said) {
    const at = found.findIndex(
      (one) =>
        subjectKey(one) === subjectKey(fact) &&
        isSameObject(one, fact) &&
        (one.fromMs === fact.fromMs || one.fromMs === null || fact.fromMs === null),
    )
    if (at < 0) found.push({ ...fact })
    else found[at] = joined(found[at]!, fact)
  }
  return found
}

function joined(one: NewFact, other: NewFact): NewFact {
  return {
    ...one,
    fromMs: one.fromMs ?? other.fromMs,
    toMs: one.toMs ?? other.toMs,
    isEndSaid: one.isEndSaid || other.isEndSaid,
    saidAtMs: Math.max(one.saidAtMs, other.saidAtMs),
    sources: [...new Set([...one.sources, ...other.sources])],
  }
}

/** By the time from which they hold; of a relation with one value each ends where the next begins. */
function inOrder(facts: readonly NewFact[]): readonly NewFact[] {
  const start = ({ fromMs }: NewFact): number => fromMs ?? Number.NEGATIVE_INFINITY
  const ordered = [...facts].sort((a, b) =>
    start(a) === start(b) ? a.saidAtMs - b.saidAtMs : start(a) - start(b),
  )
  return ordered.filter((fact, index) => {
    if (fact.isEndSaid || fact.isMultiValued) return true
    const next = ordered.slice(index + 1).find((one) => takesPlace(one, fact))
    if (next === undefined) return true
    if (start(fact) === start(next) && fact.saidAtMs === next.saidAtMs) return true
    next.fromMs ??= next.saidAtMs
    fact.toMs = next.fromMs
    // What was put right within one window never held.
    return fact.fromMs === null || fact.fromMs < fact.toMs
  })
}

function takesPlace(next: NewFact, fact: NewFact): boolean {
  if (next.isEndSaid || next.isMultiValued) return false
  return subjectKey(next) === subjectKey(fact) && !isSameObject(next, fact)
}

function doOverlap(known: Fact, fact: NewFact): boolean {
  const startsLater = known.validToMs !== null && (fact.fromMs ?? fact.saidAtMs) >= known.validToMs
  const endsBefore =
    fact.toMs !== null && known.validFromMs !== null && fact.toMs <= known.validFromMs
  return !startsLater && !endsBefore
}

/** A fact whose end was said is of the past, and does not end what holds now. */
function areRivals(known: Fact, fact: NewFact): boolean {
  if (known.isMultiValued || fact.isMultiValued || fact.isEndSaid) return false
  return !isSameObject(known, fact) && doOverlap(known, fact)
}
