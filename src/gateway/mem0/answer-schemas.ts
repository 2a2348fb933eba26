/** What the mem0 surface answers, for the OpenAPI document. */

import { z } from 'zod'

const text = z.string().nullable()
export const itemAnswer = z.looseObject({
  id: z.string(),
  memory: z.string(),
  hash: z.string(),
  user_id: text,
  agent_id: text,
  run_id: text,
  metadata: z.record(z.string(), z.unknown()),
  created_at: z.string(),
  updated_at: z.string(),
})
export const listAnswer = z.looseObject({
  count: z.number(),
  next: text,
  previous: text,
  results: z.array(itemAnswer),
})
export const searchAnswer = z.looseObject({
  results: z.array(itemAnswer.extend({ score: z.number() })),
  /** Absent where nothing is stated as a fact. */
  relations: z
    .array(
      z.object({
        id: z.string(),
        source: z.string(),
        relationship: z.string(),
        destination: z.string(),
        valid_from: z.string().nullable(),
      }),
    )
    .optional(),
})
export const addAnswer = z.looseObject({
  results: z.array(z.looseObject({ id: z.string(), memory: z.string(), event: z.literal('ADD') })),
  event_id: z.string(),
  status: z.literal('SUCCEEDED'),
  message: z.string(),
})
export const historyAnswer = z.array(
  z.looseObject({
    id: z.string(),
    memory_id: z.string(),
    old_memory: text,
    new_memory: text,
    event: z.enum(['ADD', 'UPDATE', 'DELETE']),
    created_at: z.string(),
    updated_at: z.string(),
  }),
)
export const messageAnswer = z.looseObject({ message: z.string() })
export const entityAnswer = z.looseObject({
  id: z.string(),
  type: z.enum(['user', 'agent', 'run']),
  total_memories: z.number(),
})
export const entityPageAnswer = z.looseObject({ count: z.number(), results: z.array(entityAnswer) })
