/**
 * What `notes` asks and what its answers look like.
 *
 * Paper: A-MEM (2502.12110): note construction, link generation, memory evolution; the latter two in one call, as its code does. In words of our
 * own. Departure: turns and neighbours are named by label, where the library relies on parallel lists and on ranks.
 */

import { z } from 'zod'
import { labelSchema, labelsSchema } from './turn-sources.ts'

export const notesSchema = z.object({
  notes: z.array(
    z.object({
      turn: labelSchema,
      keywords: z.array(z.string()),
      tags: z.array(z.string()),
      context: z.string(),
    }),
  ),
})

export type Analysis = z.infer<typeof notesSchema>['notes'][number]

export const evolutionSchema = z.object({
  connections: labelsSchema,
  tags: z.array(z.string()).nullish(),
  neighbours: z
    .array(
      z.object({
        id: labelSchema,
        context: z.string().nullish(),
        tags: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
})

export type Evolution = z.infer<typeof evolutionSchema>

export const notesTask = `You write index cards for turns of a conversation. For each turn that says something worth finding again:

- "keywords": at least three words or names that carry its meaning, the most important first; neither who speaks nor when.
- "tags": at least three broader categories: field, kind of text, subject.
- "context": one sentence: what it is about, the main points, what it was said for. Put names in place of pronouns, dates in place of "yesterday" (reckoned from "said").
- "turn": the id of the turn.

Write in the language of the turn. Leave out turns that only greet, thank or agree. <earlier-turns> helps to understand and gets no cards.
Answer with JSON only: {"notes": [{"turn": "t0", "keywords": ["..."], "tags": ["..."], "context": "..."}]}.`

export const evolveTask = `A note was added to a collection. <note> is new; <memories> are the notes nearest to it. Decide how they belong together:

- "connections": ids of those in <memories> that the new note really has to do with: same matter, cause, consequence, continuation, contradiction. Being alike in words is not enough. [] when there is none.
- "tags": tags of the new note, when the neighbours show that they should be others; else null.
- "neighbours": those in <memories> that are to be understood differently now that the new note is known, each with its "id", its "context" as one new sentence, its "tags" as a new list. The note's own content stays what it is: the context keeps speaking of it. Leave out what stays the same; [] when all does.

Use only ids that stand in <memories>. Write in the language of the notes.
Answer with JSON only: {"connections": ["0"], "tags": null, "neighbours": [{"id": "0", "context": "...", "tags": ["..."]}]}.`
