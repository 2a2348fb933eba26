/**
 * The notes of one window and the neighbours that they change, until all of it is operations.
 *
 * A neighbour may be changed by several notes of a window, and a note of the window by later ones: each sees what the one before it left, and
 * one memory gets one operation. Invariant: links and evolutions go to what was shown, by id or handle; what was not is said.
 */

import type { Cube, CubeId } from '../../store/cube.ts'
import type { MemoryOperation } from './formation.ts'
import type { FormationDraft } from './formation-draft.ts'
import { contextSentence, type Note, noteMetadata, noteOf, noteText, wordList } from './note.ts'
import type { Evolution } from './notes-prompt.ts'
import { speaksOf } from './speaks-of.ts'

const STAGE = 'link'

export interface NewNote extends Note {
  readonly turn: Cube
  /** The memory that it is already, where the turn is formed again. */
  readonly kept?: Cube
}

/** What a note may be linked to: a memory that is there, or an earlier note of the window. */
export interface Neighbour {
  /** Id or handle. */
  readonly key: string
  readonly shown: object
  /** Null for memories of other pipelines: they can be linked to, and do not evolve. */
  readonly note: Note | null
}

interface Changed {
  readonly note: Note
  readonly sources: Set<CubeId>
}

export class NoteCollection {
  readonly #draft: FormationDraft
  /** Of this window, by handle, in order. */
  readonly #added = new Map<string, NewNote>()
  readonly #changed = new Map<string, Changed>()
  readonly #links: MemoryOperation[] = []

  constructor(draft: FormationDraft) {
    this.#draft = draft
  }

  /** `related` and, where they are fewer than `count`, the latest notes of the window. */
  neighbours(related: readonly Cube[], count: number): readonly Neighbour[] {
    const kept = related.slice(0, count).map((cube) => this.#neighbour(cube))
    const room = count - kept.length
    const latest = room === 0 ? [] : [...this.#added].slice(-room).reverse()
    return [...kept, ...latest.map(([key, note]) => ({ key, note, shown: shownNote(note) }))]
  }

  #neighbour(cube: Cube): Neighbour {
    const note = this.#changed.get(cube.id)?.note ?? noteOf(cube)
    const shown = note === null ? { text: cube.text } : shownNote(note)
    return { key: cube.id, note, shown }
  }

  add(note: NewNote): void {
    if (note.kept !== undefined) return
    const handle = handleOf(note)
    this.#added.set(handle, { ...note, ...this.#added.get(handle) })
  }

  evolve(
    note: NewNote,
    { connections, tags, neighbours }: Evolution,
    find: (label: string | number) => Neighbour | undefined,
  ): void {
    const linked = new Set((connections ?? []).map((label) => find(label)?.key))
    if (linked.delete(undefined)) {
      this.#draft.refuse(STAGE, 'a note is linked to what was not shown', connections)
    }
    for (const to of linked) this.#link(note, to!)
    const own = wordList(tags ?? [])
    if (own.length > 0) this.#retag(note, own)
    for (const change of neighbours ?? []) this.#change(note, change, find(change.id))
  }

  #retag(note: NewNote, tags: readonly string[]): void {
    if (note.kept === undefined) {
      this.#added.set(handleOf(note), { ...note, tags })
      return
    }
    const changed = this.#changed.get(note.kept.id)
    const before = changed?.note ?? note
    const next = { ...before, tags }
    if (noteText(next) === noteText(before)) return
    const sources = changed?.sources ?? new Set()
    this.#changed.set(note.kept.id, { note: next, sources: sources.add(note.turn.id) })
  }

  #link(note: NewNote, to: string): void {
    const from = handleOf(note)
    this.#links.push({ op: 'link', from, to, relation: 'related', sources: [note.turn.id] })
  }

  #change(
    note: NewNote,
    change: NonNullable<Evolution['neighbours']>[number],
    neighbour: Neighbour | undefined,
  ): void {
    if (neighbour === undefined || neighbour.note === null) {
      this.#draft.refuse(STAGE, 'what should evolve is no note that was shown', change)
      return
    }
    const before = this.#added.get(neighbour.key) ?? neighbour.note
    const context = contextSentence(change.context ?? '') || before.context
    const tags = wordList(change.tags ?? [])
    if (context !== before.context && !speaksOf(context, noteText(before))) {
      this.#draft.refuse(STAGE, 'a new context does not speak of its note', change)
      return
    }
    const next = { ...before, context, tags: tags.length === 0 ? before.tags : tags }
    if (noteText(next) === noteText(before)) return
    const own = this.#added.get(neighbour.key)
    if (own !== undefined) {
      this.#added.set(neighbour.key, { ...own, ...next })
      return
    }
    const sources = this.#changed.get(neighbour.key)?.sources ?? new Set()
    this.#changed.set(neighbour.key, { note: next, sources: sources.add(note.turn.id) })
  }

  /** Notes first, then those that they changed, then links. */
  operations(): readonly MemoryOperation[] {
    const adds = [...this.#added].map(
      ([handle, note]): MemoryOperation => ({
        op: 'add',
        handle,
        text: noteText(note),
        sources: [note.turn.id],
        dynamic: 'extracted',
        speaker: note.turn.speaker,
        metadata: noteMetadata(note),
      }),
    )
    const revisions = [...this.#changed].map(
      ([id, { note, sources }]): MemoryOperation => ({
        op: 'revise',
        id: id as CubeId,
        text: noteText(note),
        sources: [...sources],
        dynamic: 'evolved',
        metadata: noteMetadata(note),
      }),
    )
    return [...adds, ...revisions, ...this.#links]
  }
}

function handleOf({ turn, kept }: NewNote): string {
  return kept?.id ?? `note-${turn.id}`
}

function shownNote({ content, keywords, tags, context }: Note): object {
  return { content, keywords, tags, context }
}
