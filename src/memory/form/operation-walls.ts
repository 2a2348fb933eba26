/**
 * The walls around what a pipeline asks for: each operation passes whole or is refused with a sentence.
 *
 * A pipeline speaks for a model, and a model may have been told anything by what it read. So: only memories that were offered, of exactly this
 * scope, unchanged since, live, written by no person; only sources of the window; no empty text, no link to itself or to nothing, no circle of
 * successors. Invariant: a sentence holds no content (it names the operation by its place); what passes needs no further check.
 */

import { LociError } from '../../errors.ts'
import type { Cube, CubeId, Fact, SourceSpan } from '../../store/cube.ts'
import { type Scope, scopeKey } from '../../store/scope.ts'
import { checkMetadata } from '../check-input.ts'
import { isLive } from '../lifecycle.ts'
import {
  FORMED_CHARACTERS_MAX,
  LABEL_CHARACTERS_MAX,
  LINKS_PER_CUBE_MAX,
  OPERATIONS_MAX,
} from '../limits.ts'
import {
  type ChangedMemory,
  type NewMemory,
  type RetireOperation,
  type ReviseOperation,
  sharedAccess,
} from './derived-cubes.ts'
import { normalisedText } from './derived-memories.ts'
import { factFault, wordFault } from './fact-walls.ts'
import type { MemoryOperation, Sources } from './formation.ts'

export interface Grounds {
  readonly scope: Scope
  /** The window's turns and notes as they stand now; what is gone is left out. */
  readonly sources: ReadonlyMap<CubeId, Cube>
  /** Version at which each memory was offered. */
  readonly offered: ReadonlyMap<CubeId, number>
  /** Offered memories as they stand now. */
  readonly current: ReadonlyMap<CubeId, Cube>
  /** The live derived memory that says the same. */
  withText(text: string): Cube | undefined
  newId(): CubeId
}

/** Thrown and caught in here: why one operation does not pass. */
class Wall extends LociError {
  constructor(reason: string) {
    super('INPUT_INVALID', reason)
  }
}

type Named = { readonly id: CubeId; readonly made: NewMemory | null; readonly kept: Cube | null }

export class OperationWalls {
  readonly adds: NewMemory[] = []
  readonly changes = new Map<CubeId, ChangedMemory>()
  readonly refused: string[] = []
  /** Memories that were asked for and are there already, or were asked for twice. */
  duplicateCount = 0
  readonly #grounds: Grounds
  readonly #handles = new Map<string, Named>()
  readonly #texts = new Map<string, Named>()
  /** Memories that were asked for although they are there. */
  readonly #askedAgain = new Set<CubeId>()

  constructor(grounds: Grounds) {
    this.#grounds = grounds
  }

  /** What comes first may name what comes after: memories are made first, then changed, then linked. */
  admit(operations: readonly MemoryOperation[]): void {
    const looked = operations.slice(0, OPERATIONS_MAX)
    for (const kind of ['add', 'revise', 'retire', 'link'] as const) {
      for (const [index, op] of looked.entries()) if (op.op === kind) this.#pass(op, index)
    }
    for (const [index, { op }] of looked.entries()) {
      if (!['add', 'revise', 'retire', 'link'].includes(op)) this.#refuse(index, 'other', 'is none')
    }
    const beyond = operations.length - looked.length
    if (beyond > 0) this.refused.push(`${beyond} operations beyond the first ${OPERATIONS_MAX}`)
  }

  #refuse(index: number, op: string, why: string): void {
    this.refused.push(`operation ${index + 1} (${op}): ${why}`)
  }

  #pass(op: MemoryOperation, index: number): void {
    try {
      if (op.op === 'add') this.#add(op)
      else if (op.op === 'revise') this.#revise(op)
      else if (op.op === 'retire') this.#retire(op)
      else this.#link(op)
    } catch (error) {
      if (!(error instanceof Wall)) throw error
      this.#refuse(index, op.op, error.message)
    }
  }

  #add(op: Extract<MemoryOperation, { op: 'add' }>): void {
    const from = this.#sources(op.sources)
    stop(textFault(op.text))
    stop(op.fact === undefined ? null : factFault(op.fact))
    stop(wordFault(op))
    if (op.handle !== undefined && this.#handles.has(op.handle)) stop('its handle is taken')
    for (const parent of op.parents ?? []) {
      if (!this.#grounds.sources.has(parent)) this.#offered(parent)
    }
    stop(metadataFault(op.metadata))
    if (sharedAccess(from) === 'several') stop('its sources have several owners')
    const named = this.#known(op.text) ?? this.#make(op, from)
    if (op.handle !== undefined) this.#handles.set(op.handle, named)
  }

  /** The memory that says it already, of the scope or of this batch. */
  #known(text: string): Named | undefined {
    const kept = this.#grounds.withText(text) ?? null
    const named =
      kept === null ? this.#texts.get(normalisedText(text)) : { id: kept.id, made: null, kept }
    if (named === undefined) return undefined
    this.duplicateCount += 1
    this.#askedAgain.add(named.id)
    return named
  }

  #make(op: Extract<MemoryOperation, { op: 'add' }>, from: readonly Cube[]): Named {
    const spans = (op.spans ?? []).filter((span) => isWithin(span, from))
    const dropped = (op.spans?.length ?? 0) - spans.length
    if (dropped > 0) this.refused.push(`${dropped} spans that lie outside of their turns`)
    const made: NewMemory = {
      id: this.#grounds.newId(),
      op: { ...op, spans },
      from,
      links: [],
    }
    const named = { id: made.id, made, kept: null }
    this.adds.push(made)
    this.#texts.set(normalisedText(op.text), named)
    return named
  }

  #revise(op: ReviseOperation): void {
    const from = this.#sources(op.sources)
    const cube = this.#offered(op.id, this.#isNarrowed(op.id, op.text === undefined && op.fact))
    const change = this.#changeOf(cube)
    if (change.revise !== undefined) stop('the memory is revised twice')
    if (op.text !== undefined) this.#checkNewText(op.text, cube)
    stop(op.fact === undefined ? null : factFault(op.fact))
    stop(wordFault(op))
    stop(metadataFault(op.metadata))
    if (op.text === undefined && op.fact === undefined && op.metadata === undefined) {
      stop('it changes nothing')
    }
    if (sharedAccess([cube, ...from]) === 'several') stop('its sources have several owners')
    this.#keep(change).revise = { ...op, from }
    if (op.text !== undefined) {
      this.#texts.set(normalisedText(op.text), { id: cube.id, made: null, kept: cube })
    }
  }

  #checkNewText(text: string, cube: Cube): void {
    stop(textFault(text))
    const other = this.#grounds.withText(text)?.id ?? this.#texts.get(normalisedText(text))?.id
    if (other !== undefined && other !== cube.id) stop('another memory says the same')
  }

  #retire(op: RetireOperation): void {
    this.#sources(op.sources)
    const { validToMs } = op
    const isEarlier = validToMs !== undefined && this.#isNarrowed(op.id, { validToMs })
    const cube = this.#offered(op.id, isEarlier)
    const change = this.#changeOf(cube)
    if (change.retire !== undefined) stop('the memory is retired twice')
    if (this.#askedAgain.has(cube.id)) stop('the memory is asked for in the same breath')
    const fact = change.revise?.fact ?? cube.fact
    if (op.validToMs !== undefined && fact !== undefined) {
      stop(factFault({ ...fact, validToMs: op.validToMs }))
    }
    const successorId = op.successor === undefined ? null : this.#named(op.successor).id
    if (successorId !== null && this.#leadsTo(successorId, cube.id)) stop('its successors go round')
    this.#keep(change).retire = { ...op, successorId }
  }

  /** Whether all that a change does to a retired fact is that it held for less long. */
  #isNarrowed(id: CubeId, next: Partial<Fact> | undefined | false): boolean {
    const cube = this.#grounds.current.get(id)
    if (cube?.state !== 'archived' || cube.fact === undefined || !next) return false
    const { fact } = cube
    const { validFromMs, validToMs, ...rest } = { ...fact, ...next }
    const isSame = Object.entries(rest).every(([key, value]) => fact[key as keyof Fact] === value)
    const isWithin =
      (validFromMs ?? -Infinity) >= (fact.validFromMs ?? -Infinity) &&
      (validToMs ?? Infinity) <= (fact.validToMs ?? Infinity)
    return isSame && isWithin
  }

  /** Whether the successors of a memory, as far as this batch sets them, lead to another. */
  #leadsTo(from: CubeId, to: CubeId): boolean {
    for (let id: CubeId | null = from; id !== null; ) {
      if (id === to) return true
      id = this.changes.get(id)?.retire?.successorId ?? null
    }
    return false
  }

  #link(op: Extract<MemoryOperation, { op: 'link' }>): void {
    this.#sources(op.sources)
    const from = this.#named(op.from)
    const to = this.#named(op.to)
    if (from.id === to.id) stop('it links a memory to itself')
    if (typeof op.relation !== 'string' || labelFault(op.relation)) stop('its relation is no label')
    for (const { id } of [from, to]) {
      if (this.changes.get(id)?.retire !== undefined) stop('one of its ends is retired')
    }
    const change = from.kept === null ? null : this.#changeOf(from.kept)
    const links = from.made?.links ?? change!.links
    const all = [...(from.kept?.links ?? []), ...links]
    if (all.some((one) => one.to === to.id && one.relation === op.relation)) return
    if (all.length >= LINKS_PER_CUBE_MAX) stop(`the memory has ${LINKS_PER_CUBE_MAX} links already`)
    links.push({ to: to.id, relation: op.relation })
    if (change !== null) this.#keep(change)
  }

  #sources(ids: Sources): Cube[] {
    if (!Array.isArray(ids) || ids.length === 0) stop('it names no source')
    return [...new Set(ids)].map((id) => {
      const cube = this.#grounds.sources.get(id)
      return cube ?? stop('a source is not of the window, or is gone')
    })
  }

  /** A handle of this outcome or an offered id. */
  #named(name: string): Named {
    const named = this.#handles.get(name)
    if (named?.kept) this.#checkChangeable(named.kept)
    if (named !== undefined) return named
    const kept = this.#offered(name as CubeId)
    return { id: kept.id, made: null, kept }
  }

  #offered(id: CubeId, mayBeRetired = false): Cube {
    const version = this.#grounds.offered.get(id)
    if (version === undefined) stop('it names a memory that was not offered')
    const cube = this.#grounds.current.get(id) ?? stop('the memory is gone')
    this.#checkChangeable(cube, mayBeRetired)
    if (cube.version !== version) stop('the memory was changed meanwhile')
    return cube
  }

  #checkChangeable(cube: Cube, mayBeRetired = false): void {
    if (scopeKey(cube.scope) !== scopeKey(this.#grounds.scope)) stop('it is of another scope')
    if (cube.kind !== 'derived') stop('it is no derived memory')
    if (cube.state === 'frozen') stop('the memory is frozen')
    if (!isLive(cube) && !mayBeRetired) stop('the memory is not live')
    if (cube.isProtected) stop('a person wrote the memory')
  }

  #changeOf(cube: Cube): ChangedMemory {
    return this.changes.get(cube.id) ?? { cube, links: [] }
  }

  #keep(change: ChangedMemory): ChangedMemory {
    this.changes.set(change.cube.id, change)
    return change
  }
}

function stop(reason: string): never
function stop(reason: string | null): void
function stop(reason: string | null): void {
  if (reason !== null) throw new Wall(reason)
}

function labelFault(text: string): boolean {
  return text.trim() === '' || text.length > LABEL_CHARACTERS_MAX || !text.isWellFormed()
}

function textFault(text: unknown): string | null {
  if (typeof text !== 'string' || text.trim() === '') return 'its text is empty'
  if (!text.isWellFormed()) return 'its text holds half a surrogate pair'
  if (text.length > FORMED_CHARACTERS_MAX) {
    return `its text has ${text.length} characters; the limit is ${FORMED_CHARACTERS_MAX}`
  }
  return null
}

function metadataFault(metadata: unknown): string | null {
  try {
    checkMetadata(metadata, 'metadata')
    return null
  } catch (error) {
    // A fault of what is asked for, which is told and stops nothing else.
    return LociError.from(error).message
  }
}

function isWithin({ episode, from, to }: SourceSpan, sources: readonly Cube[]): boolean {
  const source = sources.find(({ provenance }) => provenance.episodes.includes(episode))
  const areWhole = Number.isInteger(from) && Number.isInteger(to)
  return source !== undefined && areWhole && 0 <= from && from < to && to <= source.text.length
}
