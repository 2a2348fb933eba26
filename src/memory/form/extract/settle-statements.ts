/**
 * Statements laid beside what is known of their subjects: operations that add what is new, and retire what holds no longer.
 *
 * Soft: a fact that ended is retired with its end and, where another took its place, with that as its successor. Late news (said or valid
 * earlier than what is known) is added with an end of its own and retires nothing newer. What is known already is not added again. Events
 * and plans are told and never settled. Which facts exclude each other is in the rules, which relations are one line in `relation-families.ts`.
 */

import type { Cube, CubeId, Fact } from '../../../store/cube.ts'
import { statedEnd } from '../../know/known-facts.ts'
import { displacedBy, relationFamily } from '../../know/relation-families.ts'
import { DAY_MS } from '../../text/time-expressions.ts'
import { normalisedText } from '../derived-memories.ts'
import type { MemoryOperation } from '../formation.ts'
import { dayText } from './day-text.ts'
import { FactLine, isEmpty, type LineEntry, type Placed, placedFact } from './fact-line.ts'
import type { Ending, Statement } from './statements.ts'

export interface ToldStatement {
  readonly statement: Statement
  readonly turn: Cube
}

type Add = Extract<MemoryOperation, { op: 'add' }>

/** Metadata of a fact whose beginning is when it was said: it held then, at the latest. */
const SINCE_KEY = 'since'
const SINCE_SAID = 'said'

export function needsSettling({ fact, ending }: Statement): boolean {
  return ending !== null || (fact !== null && fact.validToMs === null)
}

/** Names of whom something is to be looked up. */
export function subjectsOf({ fact, ending }: Statement): string {
  return fact?.subject ?? ending?.subject ?? ''
}

function lineKey(subject: string, relation: string): string {
  return JSON.stringify([normalisedText(subject), relationFamily(relation)])
}

function addOf({ statement, turn }: ToldStatement): Add {
  const { text, from, to, confidence, fact } = statement
  const [episode] = turn.provenance.episodes
  return {
    op: 'add',
    text,
    sources: [turn.id],
    dynamic: 'extracted',
    confidence,
    speaker: turn.speaker,
    ...(episode === undefined ? {} : { spans: [{ episode, from, to }] }),
    ...(fact === null ? {} : { fact }),
  }
}

function knownEntry(cube: Cube, fact: Fact, successor: Fact | undefined): LineEntry {
  const isSinceSaid = cube.metadata[SINCE_KEY] === SINCE_SAID
  const statedToMs = statedEnd(fact, successor)
  return {
    cube,
    object: fact.object,
    isMultiValued: fact.isMultiValued,
    isOnlyEnd: fact.validFromMs === null && (statedToMs ?? Infinity) <= cube.saidAtMs,
    saidAtMs: (isSinceSaid ? fact.validFromMs : null) ?? cube.saidAtMs,
    fromMs: isSinceSaid ? null : fact.validFromMs,
    statedToMs,
    endedIn: null,
    filledIn: null,
    displacer: null,
    statement: null,
    turn: null,
  }
}

class Settlement {
  readonly #told: readonly ToldStatement[]
  readonly #lines = new Map<string, FactLine>()
  readonly #nowMs: number
  readonly #texts = new Set<string>()
  readonly #repeats: { readonly told: ToldStatement; readonly kept: LineEntry }[] = []
  /** Texts of what was added, by statement. */
  readonly #added = new Map<number, string>()
  readonly operations: MemoryOperation[] = []

  constructor(told: readonly ToldStatement[], known: readonly Cube[], nowMs: number) {
    this.#told = told
    this.#nowMs = nowMs
    const byId = new Map(known.map((cube) => [cube.id, cube]))
    const cubes = [...byId.values()].toSorted((a, b) => a.createdSeq - b.createdSeq)
    for (const cube of cubes) {
      const { fact } = cube
      this.#texts.add(normalisedText(cube.text))
      if (fact === undefined) continue
      const successor = cube.successor === undefined ? undefined : byId.get(cube.successor)?.fact
      this.#line(fact.subject, fact.relation).entries.push(knownEntry(cube, fact, successor))
    }
  }

  #line(subject: string, relation: string): FactLine {
    const key = lineKey(subject, relation)
    const line = this.#lines.get(key) ?? new FactLine([])
    this.#lines.set(key, line)
    return line
  }

  run(): void {
    const order = this.#told
      .map((_, index) => index)
      .sort((a, b) => this.#told[a]!.turn.saidAtMs - this.#told[b]!.turn.saidAtMs || a - b)
    for (const index of order) {
      const told = this.#told[index]!
      const { ending, fact } = told.statement
      if (!needsSettling(told.statement)) this.operations.push(addOf(told))
      else if (ending !== null) this.#end(told, ending, index)
      else this.#begin(told, fact!, index)
    }
    for (const line of this.#lines.values()) this.#operate(line)
    for (const { told, kept } of this.#repeats) this.#repeat(told, kept)
  }

  /** Asks for what is there in its own words, which is counted and makes nothing. */
  #repeat(told: ToldStatement, { cube, statement }: LineEntry): void {
    const isChanged = this.operations.some((one) => 'id' in one && one.id === cube?.id)
    const isGone = cube?.state === 'archived' || isChanged
    const text = statement === null ? cube?.text : this.#added.get(statement)
    if (text !== undefined && !isGone) this.operations.push({ ...addOf(told), text })
  }

  #entryOf({ turn, statement }: ToldStatement, fact: Fact, index: number): LineEntry {
    return {
      cube: null,
      object: fact.object,
      isMultiValued: fact.isMultiValued,
      isOnlyEnd: statement.ending !== null,
      saidAtMs: turn.saidAtMs,
      fromMs: fact.validFromMs,
      statedToMs: fact.validToMs,
      endedIn: null,
      filledIn: null,
      displacer: null,
      statement: index,
      turn: turn.id,
    }
  }

  #begin(told: ToldStatement, fact: Fact, index: number): void {
    const line = this.#line(fact.subject, fact.relation)
    const entry = this.#entryOf(told, fact, index)
    const kept = line.begin(entry)
    if (kept !== entry) {
      this.#repeats.push({ told, kept })
      return
    }
    const atMs = entry.fromMs ?? entry.saidAtMs
    for (const relation of displacedBy(fact.relation)) {
      const other = this.#line(fact.subject, relation)
      other.end(fact.object, atMs, entry)
      for (const one of other.entries) {
        if (one.endedIn === entry.turn && one.statedToMs === atMs) one.displacer = entry
      }
    }
  }

  #end(told: ToldStatement, ending: Ending, index: number): void {
    const { subject, relations, object, atMs, isStated } = ending
    const { turn, statement } = told
    const by = { saidAtMs: turn.saidAtMs, turn: turn.id }
    const families = new Set(relations.map(relationFamily))
    const ended = [...families].filter((relation) =>
      this.#line(subject, relation).end(object, atMs, by),
    )
    if (ended.length > 0 || !isStated || statement.fact === null || object === null) return
    const line = this.#line(subject, relations[0]!)
    if (line.hasEnded(object, turn.saidAtMs)) return
    line.entries.push(this.#entryOf(told, statement.fact, index))
  }

  #operate(line: FactLine): void {
    for (const placed of line.placed()) {
      if (placed.entry.cube === null) this.#add(placed)
      else this.#change(placed, placed.entry.cube, line)
    }
  }

  #add(placed: Placed): void {
    const { entry } = placed
    // What was put right within one window never held.
    if (isEmpty(placed)) return
    const told = this.#told[entry.statement!]!
    const add = addOf(told)
    const fact = placedFact(add.fact!, placed)
    const isCut = fact.validToMs !== add.fact!.validToMs && told.statement.ending === null
    const isSinceSaid = fact.validFromMs !== add.fact!.validFromMs
    let text = isCut ? withNote(add.text, `until ${dayOf(fact.validToMs!)}`) : add.text
    if (this.#texts.has(normalisedText(text)) && fact.validFromMs !== null) {
      text = withNote(text, `since ${dayOf(fact.validFromMs)}`)
    }
    this.#texts.add(normalisedText(text))
    this.#added.set(entry.statement!, text)
    this.operations.push({
      ...add,
      handle: handleOf(entry),
      text,
      fact,
      ...(isSinceSaid ? { metadata: { [SINCE_KEY]: SINCE_SAID } } : {}),
    })
  }

  #change(placed: Placed, cube: Cube, line: FactLine): void {
    const { entry } = placed
    const known = cube.fact!
    const fact = placedFact(known, placed)
    const isFromMoved = fact.validFromMs !== known.validFromMs
    const isToMoved =
      fact.validToMs !== null && fact.validToMs < (known.validToMs ?? Number.POSITIVE_INFINITY)
    const successor = placed.endedBy ?? entry.displacer
    const source = sourceOf(placed, isFromMoved ? line : null)
    if (source === null || (!isFromMoved && !isToMoved)) return
    const isRetired = isToMoved && fact.validToMs! <= this.#nowMs
    if (isFromMoved || !isRetired) {
      const isSinceSaid = isFromMoved && entry.fromMs === null
      const metadata = isSinceSaid ? { ...cube.metadata, [SINCE_KEY]: SINCE_SAID } : cube.metadata
      this.operations.push({ op: 'revise', id: cube.id, sources: [source], fact, metadata })
    }
    if (!isRetired) return
    this.operations.push({
      op: 'retire',
      id: cube.id,
      sources: [source],
      reason: isEmpty(placed) ? 'contradicted' : 'outdated',
      validToMs: fact.validToMs!,
      ...(successor === null ? {} : { successor: handleOf(successor) }),
    })
  }
}

/** The turn that a change of what is known rests on; null: no turn of this window has to do with it. */
function sourceOf({ entry, endedBy }: Placed, moved: FactLine | null): CubeId | null {
  const own = entry.endedIn ?? endedBy?.turn ?? entry.filledIn
  return own ?? moved?.entries.findLast(({ turn }) => turn !== null)?.turn ?? null
}

function handleOf({ statement, cube }: LineEntry): string {
  return cube?.id ?? `statement-${statement}`
}

function dayOf(ms: number): string {
  const day = Math.floor(ms / DAY_MS)
  return dayText({ fromDay: day, toDay: day })
}

/** `Ada lives in Lyon.` -> `Ada lives in Lyon (until 3 May 2024).` */
function withNote(text: string, note: string): string {
  return `${text.replace(/\.$/, '')} (${note}).`
}

/** `known`: facts about the subjects, those that ended too. */
export function settledOperations(
  told: readonly ToldStatement[],
  known: readonly Cube[],
  nowMs: number,
): MemoryOperation[] {
  const settlement = new Settlement(told, known, nowMs)
  settlement.run()
  return settlement.operations
}
