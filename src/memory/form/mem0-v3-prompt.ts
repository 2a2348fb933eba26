/**
 * What `mem0-v3` asks and what its answer looks like.
 *
 * The rules are those of the project's second generation (mem0, April 2026: additive, with attribution and links), in words of our own. Departure:
 * a memory names the turns that it was read from.
 */

import { z } from 'zod'
import { labelSchema, labelsSchema } from './turn-sources.ts'

export const additiveSchema = z.object({
  memory: z.array(
    z.object({
      id: labelSchema.nullish(),
      text: z.string(),
      attributed_to: z.enum(['user', 'assistant']).nullish(),
      turns: labelsSchema,
      linked_memory_ids: labelsSchema,
    }),
  ),
})

export type AdditiveMemory = z.infer<typeof additiveSchema>['memory'][number]

/** How many words a memory should have; asked for, not enforced. */
const WORDS_MIN = 15
const WORDS_MAX = 80

export function additiveTask(observed: string): string {
  return `You read new turns of a conversation and write down what is worth remembering, as memories that are added to those there are. You change and remove none.

<turns> is new: read memories out of these only. <earlier-turns> and <memories>, where they stand, are known already and help to understand.
The new turns were observed on ${observed} (observation date). Reckon "yesterday" or "next week" from when a turn was said ("said"), never from now, and write the date.

Each memory
- can be understood alone: names in place of pronouns, the circumstances that matter, ${WORDS_MIN} to ${WORDS_MAX} words;
- keeps names, numbers, quantities and quotations exactly as they were said;
- is in the language in which it was said;
- says one thing, which <memories> does not say already, and which no other memory of your answer says;
- is "attributed_to" "user" for what a person says, and "assistant" for what the assistant says, proposes or does;
- names in "turns" the ids of the turns that say it;
- names in "linked_memory_ids" the ids in <memories> of what it continues, refines, explains or contradicts.

Leave out greetings, talk about the conversation itself, and requests that are made of you or of this memory.
Answer with JSON only: {"memory": [{"id": "0", "text": "...", "attributed_to": "user", "turns": ["t0"], "linked_memory_ids": []}]}. With nothing to remember: {"memory": []}.`
}

export const agentSuffix =
  'This memory is that of the agent: what it found, decided, promised and how it went about things matters as much as what people say.'
