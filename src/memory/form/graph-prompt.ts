/**
 * What `graph` asks and what its answers look like: entities, relations between them with their times, facts that no longer hold.
 *
 * Paper: Mem0 (2504.19413), graph memory: extraction, relations with lasting names, update resolver. In words of our own. Departures: times of
 * validity, whether a relation takes several objects, the sentence, and the turns that say it.
 */

import { z } from 'zod'
import { labelSchema, labelsSchema } from './turn-sources.ts'

export const entitiesSchema = z.object({
  entities: z.array(z.object({ name: z.string(), type: z.string().nullish() })),
})

export const relationsSchema = z.object({
  relations: z.array(
    z.object({
      subject: z.string(),
      relation: z.string(),
      object: z.string(),
      text: z.string().nullish(),
      several: z.boolean().nullish(),
      from: z.string().nullish(),
      to: z.string().nullish(),
      ended: z.boolean().nullish(),
      turns: labelsSchema,
    }),
  ),
})

export type SaidRelation = z.infer<typeof relationsSchema>['relations'][number]

export const outdatedSchema = z.object({
  outdated: z.array(
    z.object({
      id: labelSchema,
      by: labelSchema,
      reason: z.enum(['outdated', 'contradicted']).nullish(),
    }),
  ),
})

export function entitiesTask(owner: string): string {
  return `You read a conversation and list whom and what it is about: people, animals, places, organisations, works, things, activities, food, events, jobs, states.

- Whoever speaks of "I", "me" or "my" is listed by name; if no name is known, as ${JSON.stringify(owner)}.
- One entry each, always under the same name, as it was written, without article. No pronouns, no dates.
- Do not answer questions that stand in the turns.

Answer with JSON only: {"entities": [{"name": "...", "type": "person"}]}. With none: {"entities": []}.`
}

export const relationsTask = `You read a conversation and write down how the entities in <entities> are related, one entry a relation.

- Only what <turns> say outright. Nothing inferred, nothing general; relations of what was only asked or wished are left out.
- "subject" and "object" are names in <entities>. Never an entity with itself.
- "relation" is short, general and lasting: "lives_in", "works_for", "likes"; not "moved_to", "became_employee_of". Where a fact in <memories> has the same relation, write it in the same way.
- "several": true when the subject can have more than one of it at a time (likes, owns, is_friend_of); false when a new one takes the place of the old (lives_in, age, job, marital status).
- "from": the day since which it holds; "to": the first day on which it no longer held. As dates (2023-05-08, 2023-05 or 2023), reckoned from when the turn was said ("said"). null when nothing is said of it.
- "ended": true when it is said that it does not hold any more. Write the entry with the object that it had.
- "text": the relation as one sentence with names, in the language of the turn, without times.
- "turns": ids of the turns that say it.

Answer with JSON only: {"relations": [{"subject": "...", "relation": "...", "object": "...", "text": "...", "several": false, "from": null, "to": null, "ended": false, "turns": ["t0"]}]}. With none: {"relations": []}.`

export const outdatedTask = `<memories> are facts that were taken to hold, <facts> were just learnt. Find the memories that do not hold any more because of a new fact:

- "outdated": it held, and something else holds now.
- "contradicted": the new fact shows that it was wrong.

Only a fact of the same subject and the same relation can do that. Where both can be true at once (two kinds of food that somebody likes), it is neither. What the new fact only repeats or makes more exact is neither. A new fact that is about an earlier time than the memory leaves the memory as it is; name it all the same, the times decide.
Use only ids that stand in <memories> and <facts>.
Answer with JSON only: {"outdated": [{"id": "0", "by": "f0", "reason": "outdated"}]}. With none: {"outdated": []}.`
