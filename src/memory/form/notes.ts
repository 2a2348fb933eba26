/**
 * A-MEM: each turn becomes a note with keywords, tags and context; it is linked to its neighbours, and they evolve.
 *
 * Paper: A-MEM (2502.12110), k = 5. Three faults of its library are not copied: the analysis is really asked for; a neighbour is addressed by its
 * id and not by its rank in a list; links hold ids. Departures: the cards of a window are written in one call; where the store has fewer than k
 * neighbours, notes of the same window fill up; a neighbour's evolution is a version with history and undo, changes context and tags only,
 * and must still speak of the neighbour's content. When linking fails, the note is kept without links and that is said.
 */

import type { Cube } from '../../store/cube.ts'
import type {
  FormationInput,
  FormationOutcome,
  FormationPipeline,
  FormationTools,
} from './formation.ts'
import { FormationDraft } from './formation-draft.ts'
import { cubesWithin, earlierTurns, formationMessages } from './formation-prompt.ts'
import { contentOf, contextSentence, noteOf, noteText, wordList } from './note.ts'
import { type NewNote, NoteCollection } from './note-collection.ts'
import {
  type Analysis,
  evolutionSchema,
  evolveTask,
  notesSchema,
  notesTask,
} from './notes-prompt.ts'
import { quoteItems } from './quoted-data.ts'
import { TurnSources } from './turn-sources.ts'

/** Neighbours that a note is compared with: the paper's k. */
export const NEIGHBOURS = 5

async function form(input: FormationInput, tools: FormationTools): Promise<FormationOutcome> {
  const draft = new FormationDraft()
  const turns = input.turns.filter(({ role }) => role !== 'system')
  if (turns.length === 0) return draft
  const notes = await construct(input, new TurnSources(turns), { tools, draft })
  const collection = new NoteCollection(draft)
  for (const fresh of notes) {
    const near = await tools.related(noteText(fresh), NEIGHBOURS + 1)
    const kept = near.find((cube) => isNoteOf(fresh.turn, cube))
    const note = kept === undefined ? fresh : { ...fresh, ...noteOf(kept), kept }
    const related = near.filter((cube) => cube !== kept).slice(0, NEIGHBOURS)
    await evolve(note, { input, related, collection }, { tools, draft })
    collection.add(note)
  }
  draft.push(...collection.operations())
  return draft
}

/** A turn that is formed again has its note already: that is linked, and not written twice. */
function isNoteOf(turn: Cube, cube: Cube): boolean {
  return noteOf(cube)?.content === contentOf(turn) && cube.provenance.parents.includes(turn.id)
}

interface Means {
  readonly tools: FormationTools
  readonly draft: FormationDraft
}

async function construct(
  input: FormationInput,
  sources: TurnSources,
  { tools, draft }: Means,
): Promise<readonly NewNote[]> {
  const task = notesTask
  const earlier = earlierTurns({ task, input, blocks: [sources.quoted.text] })
  const blocks = [earlier, sources.quoted.text].filter((block) => block !== null)
  const answer = await tools.ask({
    stage: 'note',
    messages: formationMessages({ task, input, blocks }),
    schema: notesSchema,
  })
  if (answer.outcome === 'failed') {
    draft.fail('note', answer)
    return []
  }
  const notes = new Map<string, NewNote>()
  for (const analysis of answer.value.notes) {
    const turn = turnOf(analysis, sources)
    if (turn === undefined) draft.refuse('note', 'a note names a turn that was not shown', analysis)
    else if (notes.has(turn.id)) draft.refuse('note', 'a turn has two notes', analysis)
    else notes.set(turn.id, newNote(analysis, turn))
  }
  return sources.turns.flatMap(({ id }) => notes.get(id) ?? [])
}

function turnOf({ turn }: Analysis, { quoted, turns }: TurnSources): Cube | undefined {
  const id = quoted.idOf(turn)
  return turns.find((cube) => cube.id === id)
}

function newNote(analysis: Analysis, turn: Cube): NewNote {
  return {
    turn,
    content: contentOf(turn),
    keywords: wordList(analysis.keywords),
    tags: wordList(analysis.tags),
    context: contextSentence(analysis.context),
  }
}

interface Neighbourhood {
  readonly input: FormationInput
  readonly related: readonly Cube[]
  readonly collection: NoteCollection
}

async function evolve(
  note: NewNote,
  { input, related, collection }: Neighbourhood,
  { tools, draft }: Means,
): Promise<void> {
  const { content, keywords, tags, context } = note
  const quoted = quoteItems([{ content, keywords, tags, context }], 'note', 'n')
  const task = evolveTask
  const room = cubesWithin({ task, input, blocks: [quoted.text] }, related)
  const neighbours = collection.neighbours(room, NEIGHBOURS)
  if (neighbours.length === 0) return
  const shown = quoteItems(
    neighbours.map(({ shown }) => shown),
    'memories',
    '',
  )
  const answer = await tools.ask({
    stage: 'link',
    messages: formationMessages({ task, input, blocks: [shown.text, quoted.text] }),
    schema: evolutionSchema,
  })
  if (answer.outcome === 'failed') {
    draft.fail('link', answer, 'the note is kept without links')
    return
  }
  collection.evolve(note, answer.value, (label) => neighbours[shown.indexOf(label) ?? -1])
}

export const notes: FormationPipeline = {
  name: 'notes',
  needsModel: true,
  about:
    'Each turn becomes a note with keywords, tags and context, linked to others, which evolve with it (A-MEM).',
  form,
}
