/**
 * What the routes of evolution take and answer.
 *
 * Which moves a memory may make is decided by memory/; the story of a memory is open at its cube, which other routes describe.
 */

import { z } from 'zod'
import { receiptAnswer } from './answer-schemas.ts'
import { idSchema, scopeSchema } from './schemas.ts'

const actor = z.enum(['user', 'agent', 'auto']).optional()
const count = z.number().int()

export const proposalsQuery = z.strictObject({
  scope: z.string(),
  /** `true`: also those that are safe and would be applied by themselves. */
  all: z.enum(['true', 'false']).optional(),
})
export const applySchema = z.strictObject({
  scope: scopeSchema,
  ids: z.array(z.string()).optional(),
  actor,
})
export const keepApartSchema = z.strictObject({
  scope: scopeSchema,
  ids: z.array(z.string()),
  actor,
})
export const mergeSchema = z.strictObject({
  ids: z.array(idSchema),
  keep: idSchema.optional(),
  actor,
})
export const supersedeSchema = z.strictObject({
  old: idSchema,
  by: idSchema,
  validTo: z.union([z.string(), z.number()]).optional(),
  actor,
})
export const moveSchema = z.strictObject({ ids: z.array(idSchema), actor })
export const evolveScopeSchema = z.strictObject({ scope: scopeSchema })

const proposalAnswer = z.strictObject({
  id: z.string(),
  action: z.enum(['merge', 'supersede']),
  label: z.string(),
  confidence: z.number(),
  isSafe: z.boolean(),
  because: z.string(),
  keep: z.string(),
  lose: z.string(),
  texts: z.strictObject({ keep: z.string(), lose: z.string() }),
})
export const proposalsAnswer = z.strictObject({
  proposals: z.array(proposalAnswer),
  memoryCount: count,
  isCut: z.boolean(),
})
export const appliedAnswer = z.strictObject({
  receipts: z.array(receiptAnswer),
  applied: z.array(proposalAnswer),
  left: z.array(proposalAnswer),
})
export const consolidatedAnswer = z.strictObject({
  receipt: receiptAnswer.nullable(),
  summaries: z.array(
    z.strictObject({ id: z.string(), text: z.string(), parents: z.array(z.string()) }),
  ),
})
export const budgetedAnswer = z.strictObject({
  receipt: receiptAnswer.nullable(),
  archived: z.array(z.strictObject({ id: z.string(), text: z.string(), value: z.number() })),
  isOver: z.boolean(),
})
export const runAnswer = z.strictObject({
  activatedCount: count,
  merged: appliedAnswer,
  consolidated: consolidatedAnswer,
  budgeted: budgetedAnswer,
})

const brief = z.strictObject({
  id: z.string(),
  kind: z.string(),
  state: z.string(),
  text: z.string(),
  saidAtMs: z.number(),
})
export const lifeAnswer = z.strictObject({
  cube: z.looseObject({ id: z.string(), text: z.string(), state: z.string() }),
  formedFrom: z.strictObject({
    episodes: z.array(z.string()),
    parents: z.array(brief),
    missing: z.array(z.string()),
  }),
  changedBy: z.array(
    z.strictObject({
      version: count,
      change: z.string(),
      operation: z.string(),
      batch: z.string(),
      atMs: z.number(),
      author: z.string(),
      state: z.string(),
      isReworded: z.boolean(),
    }),
  ),
  successors: z.array(brief),
  supersedes: z.array(brief),
  citedBy: z.array(brief),
  links: z.array(z.strictObject({ to: z.string(), relation: z.string() })),
})
