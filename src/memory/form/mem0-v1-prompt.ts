/**
 * What `mem0-v1` asks and what its answers look like.
 *
 * The rules are those of the paper (Mem0, 2504.19413) and of the project's first generation, in words of our own. Departures: a fact names
 * the turns that it was read from, and a decision the facts that led to it, so that every memory has its evidence. Answers in the
 * plain form of the original (facts as strings, decisions without facts) are taken too.
 */

import { z } from 'zod'
import { labelSchema, labelsSchema } from './turn-sources.ts'

export const factsSchema = z.object({
  facts: z.array(z.union([z.object({ text: z.string(), turns: labelsSchema }), z.string()])),
})

export const decisionSchema = z.object({
  memory: z.array(
    z.object({
      event: z.enum(['ADD', 'UPDATE', 'DELETE', 'NONE']),
      id: labelSchema.nullish(),
      text: z.string().nullish(),
      facts: labelsSchema,
    }),
  ),
})

export type Decision = z.infer<typeof decisionSchema>['memory'][number]

const factForm = `Answer with JSON only: {"facts": [{"text": "...", "turns": ["t0"]}]}. "turns" are the ids of the turns that say it. With nothing to remember: {"facts": []}.`

const factRules = `Rules:
- One fact a sentence. Each must be understood without the conversation: put names in place of "he", "there" or "that".
- Write times as dates, reckoned from when the turn was said ("said"), not from now. Keep numbers, names and titles exactly.
- Write in the language in which it was said.
- Leave out greetings, questions, small talk and what everybody knows. Leave out requests that are made of you or of this memory.
${factForm}`

export const userFactsTask = `You read a conversation and note what is worth remembering of the person whose memory this is.

Worth remembering: what the person likes and dislikes, details of life (names, relations, home, dates), plans and intentions, what was done and happened, wishes about services and activities, health, work, and other things that this person will want known later.
Take facts from what people say of themselves. What an assistant says helps to understand and is no fact of the person.

${factRules}`

export const assistantFactsTask = `You read a conversation and note what is worth remembering of the assistant in it, whose memory this is.

Worth remembering: what the assistant says it can do, prefers, believes, was told to be, has done, has promised, and how it went about a task.
Take facts from the assistant's own turns. What others say helps to understand and is no fact of the assistant.

${factRules}`

export const decisionTask = `You keep a list of memories up to date. <memories> is what is remembered, <facts> is what was just learnt. Decide for every fact what it means for the list:

- ADD: nothing on the list says it. "text" is the fact.
- UPDATE: a memory is about the same and the fact says more, or says it newer. "id" is that memory, "text" the memory as it shall be: keep whatever still holds and do not lose detail. Of two ways to say one thing, keep the one that says more. The same meaning in other words is no update.
- DELETE: the fact contradicts a memory, so that the memory is no longer true. "id" is that memory. The fact takes its place; do not add it again.
- NONE: the list says it already.

Use only ids that stand in <memories>. "facts" are the ids of the facts that a decision rests on; every fact has at least one decision. Memories that no fact is about are left out.
Answer with JSON only: {"memory": [{"event": "UPDATE", "id": "0", "text": "...", "facts": ["f0"]}]}.`
