/**
 * What becomes of the decisions of `mem0-v1`: operations, after the walls that a decision must pass.
 *
 * Walls: an id that was shown, once; a text; an update or a delete is carried out only where the fact speaks of what it touches (see
 * `speaks-of.ts`), and one fact takes out at most RETIRED_PER_FACT_MAX memories. Invariant: every fact ends as an added memory, in
 * an updated one, or was decided to be known already; what is refused is said.
 */

import type { Cube } from '../../store/cube.ts'
import { normalisedText } from './derived-memories.ts'
import type { Sources } from './formation.ts'
import type { FormationDraft } from './formation-draft.ts'
import type { Decision } from './mem0-v1-prompt.ts'
import type { Quoted, QuotedItems } from './quoted-data.ts'
import { saysLess, speaksOf } from './speaks-of.ts'
import type { TurnSources } from './turn-sources.ts'

export const RETIRED_PER_FACT_MAX = 3

const STAGE = 'decide'

export interface ExtractedFact {
  readonly text: string
  readonly sources: Sources
}

export interface Decided {
  readonly decisions: readonly Decision[]
  readonly memories: Quoted
  readonly shown: readonly Cube[]
  readonly factOf: QuotedItems['indexOf']
  /** Whether a model decided; else every fact is added and nothing more is said. */
  readonly isComplete: boolean
}

interface DecisionMakerParts {
  readonly facts: readonly ExtractedFact[]
  readonly sources: TurnSources
  readonly draft: FormationDraft
  /** Of speakers and owners. */
  readonly names: readonly string[]
}

interface Retirement {
  readonly cube: Cube
  readonly fact: number
}

export class DecisionMaker {
  readonly #parts: DecisionMakerParts
  /** Facts that a decision took care of -> where they went, when that can be named. */
  readonly #settled = new Map<number, string | null>()
  readonly #touched = new Set<string>()
  readonly #retired: Retirement[] = []

  constructor(parts: DecisionMakerParts) {
    this.#parts = parts
  }

  apply(decided: Decided): void {
    for (const decision of decided.decisions) this.#decide(decision, decided)
    this.#addUnsettled(decided)
    for (const retirement of this.#retired) this.#retire(retirement)
  }

  #decide(decision: Decision, decided: Decided): void {
    const facts = this.#factsOf(decision, decided)
    switch (decision.event) {
      case 'NONE':
        for (const fact of facts) this.#settle(fact, null)
        return
      case 'ADD':
        this.#add(decision, facts)
        return
      case 'UPDATE':
      case 'DELETE': {
        const cube = this.#target(decision, decided)
        if (cube === null) return
        if (decision.event === 'UPDATE') this.#update(decision, cube, facts)
        else this.#delete(decision, cube, facts)
        return
      }
      default:
        decision.event satisfies never
    }
  }

  /** Those that it names; else the one that it repeats; else those that it speaks of. */
  #factsOf(decision: Decision, { factOf, memories, shown }: Decided): readonly number[] {
    const named = (decision.facts ?? []).map(factOf).filter((fact) => fact !== undefined)
    if (named.length > 0) return [...new Set(named)]
    const { facts, names } = this.#parts
    const indexes = [...facts.keys()]
    const text = decision.text ?? ''
    const same = indexes.filter(
      (index) => normalisedText(facts[index]!.text) === normalisedText(text),
    )
    if (same.length > 0) return same
    const id = memories.idOf(decision.id ?? '')
    const about = shown.find((cube) => cube.id === id)?.text ?? text
    return indexes.filter((index) => speaksOf(facts[index]!.text, about, names))
  }

  #target(decision: Decision, { memories, shown }: Decided): Cube | null {
    const { draft } = this.#parts
    const id = memories.idOf(decision.id ?? '')
    const cube = shown.find((one) => one.id === id)
    if (cube === undefined) {
      draft.refuse(STAGE, 'a decision names a memory that was not shown', decision)
      return null
    }
    if (!this.#touched.has(cube.id)) return cube
    draft.refuse(STAGE, 'two decisions name the same memory; the first holds', decision)
    return null
  }

  #settle(fact: number, place: string | null): void {
    this.#settled.set(fact, this.#settled.get(fact) ?? place)
  }

  #add(decision: Decision, facts: readonly number[]): void {
    const [first] = facts
    const text = decision.text?.trim() ?? ''
    if (first === undefined) {
      this.#parts.draft.refuse(STAGE, 'a decision adds what no fact says', decision)
      return
    }
    if (text === '')
      this.#parts.draft.refuse(STAGE, 'a decision adds a memory without text', decision)
    const fresh = facts.filter((fact) => !this.#settled.has(fact))
    if (fresh.length > 0) this.#push(text === '' ? this.#parts.facts[first]!.text : text, fresh)
  }

  #push(text: string, facts: readonly number[]): void {
    const { draft } = this.#parts
    const handle = `fact-${facts[0]}`
    const sources = this.#sourcesOf(facts)
    const speaker = this.#parts.sources.speakerOf(sources)
    draft.push({ op: 'add', handle, text, sources, dynamic: 'extracted', speaker })
    for (const fact of facts) this.#settle(fact, handle)
  }

  #update(decision: Decision, cube: Cube, facts: readonly number[]): void {
    const { draft, names } = this.#parts
    const text = decision.text?.trim() ?? ''
    if (text === '') {
      draft.refuse(STAGE, 'a decision updates a memory to no text', decision)
      return
    }
    if (facts.length === 0 || !speaksOf(text, cube.text, names)) {
      draft.refuse(STAGE, 'a decision updates a memory to what is not about it', decision)
      return
    }
    for (const fact of facts) this.#settle(fact, cube.id)
    if (normalisedText(text) === normalisedText(cube.text) || saysLess(text, cube.text)) return
    this.#touched.add(cube.id)
    const sources = this.#sourcesOf(facts)
    draft.push({ op: 'revise', id: cube.id, text, sources, dynamic: 'merged' })
  }

  #delete(decision: Decision, cube: Cube, facts: readonly number[]): void {
    const { draft, names } = this.#parts
    const fact = facts.find((index) => speaksOf(this.#parts.facts[index]!.text, cube.text, names))
    if (fact === undefined) {
      draft.refuse(STAGE, 'a decision takes out a memory that no fact speaks of', decision)
      return
    }
    if (normalisedText(this.#parts.facts[fact]!.text) === normalisedText(cube.text)) {
      // What says the same cannot contradict it: it is known already.
      this.#settle(fact, cube.id)
      return
    }
    if (this.#retired.filter((one) => one.fact === fact).length >= RETIRED_PER_FACT_MAX) {
      const reason = `one fact takes out at most ${RETIRED_PER_FACT_MAX} memories`
      draft.refuse(STAGE, reason, decision)
      return
    }
    this.#touched.add(cube.id)
    this.#retired.push({ cube, fact })
  }

  #addUnsettled({ isComplete, decisions }: Decided): void {
    const replacing = new Set(this.#retired.map(({ fact }) => fact))
    const { facts, draft } = this.#parts
    let forgottenCount = 0
    for (const fact of facts.keys()) {
      if (this.#settled.has(fact)) continue
      if (isComplete && !replacing.has(fact)) forgottenCount += 1
      this.#push(facts[fact]!.text, [fact])
    }
    if (forgottenCount === 0) return
    draft.refuse(STAGE, `${forgottenCount} facts were not decided and are added`, decisions)
  }

  #retire({ cube, fact }: Retirement): void {
    const successor = this.#settled.get(fact) ?? null
    this.#parts.draft.push({
      op: 'retire',
      id: cube.id,
      sources: this.#sourcesOf([fact]),
      reason: 'contradicted',
      ...(successor === null || successor === cube.id ? {} : { successor }),
    })
  }

  #sourcesOf(facts: readonly number[]): Sources {
    const ids = new Set(facts.flatMap((fact) => this.#parts.facts[fact]!.sources))
    return [...ids]
  }
}
