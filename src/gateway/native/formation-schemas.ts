/** What the routes of formation and settings take and answer. */

import { z } from 'zod'
import { errorTable } from '../../errors.ts'
import { idSchema, scopeSchema } from './schemas.ts'

const count = z.number().int()
const scope = z.strictObject({
  user: z.string().optional(),
  agent: z.string().optional(),
  run: z.string().optional(),
})
const codes = z.enum(Object.keys(errorTable) as [string, ...string[]])
const states = z.enum(['pending', 'running', 'done', 'failed'])
const ids = z.array(z.string())

export const usageAnswer = z.strictObject({
  callCount: count,
  promptTokens: count,
  completionTokens: count,
  costMicros: z.number().nullable(),
  isEstimated: z.boolean(),
})

export const formationReceipt = z.strictObject({
  id: z.string(),
  scope,
  pipeline: z.string(),
  state: states,
  sources: ids,
  batch: z.string().nullable(),
  added: ids,
  revised: ids,
  retired: ids,
  duplicateCount: count,
  refused: z.array(z.string()),
  failures: z.array(
    z.strictObject({
      stage: z.string(),
      code: codes,
      reason: z.string(),
      raw: z.string().nullable(),
      retryable: z.boolean(),
    }),
  ),
  usage: usageAnswer,
})

const formationJob = z.strictObject({
  id: z.string(),
  scope,
  pipeline: z.string(),
  state: states,
  sources: ids,
  tries: count,
  batch: z.string().nullable(),
  code: codes.nullable(),
  counts: z.strictObject({
    added: count,
    revised: count,
    retired: count,
    duplicate: count,
    refused: count,
    failed: count,
  }),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  notBeforeMs: z.number(),
})

export const formationsAnswer = z.strictObject({
  formations: z.array(formationJob),
  nextCursor: z.string().nullable(),
  status: z.strictObject({
    pending: count,
    running: count,
    done: count,
    failed: count,
    lag: z.strictObject({ turnCount: count, sinceMs: z.number().nullable() }),
    usage: usageAnswer,
    model: z.string().nullable(),
    isWorking: z.boolean(),
  }),
  pipelines: z.array(
    z.strictObject({ name: z.string(), needsModel: z.boolean(), about: z.string() }),
  ),
})

export const oneFormationAnswer = z.strictObject({
  formation: formationJob,
  attempts: z.array(
    z.strictObject({
      id: z.string(),
      stage: z.string(),
      code: codes,
      reason: z.string(),
      model: z.string().nullable(),
      text: z.string(),
      characterCount: count,
      atMs: z.number(),
    }),
  ),
})

export const formAnswer = z.strictObject({
  receipts: z.array(formationReceipt),
  isComplete: z.boolean(),
})

export const retryAnswer = z.strictObject({ ids })

export const settingsAnswer = z.strictObject({
  scope,
  /** What holds. */
  settings: z.record(z.string(), z.unknown()),
  /** What of it was set for exactly this scope. */
  own: z.record(z.string(), z.unknown()),
})

export const formSchema = z.strictObject({
  scope: scopeSchema,
  pipeline: z.string().optional(),
  ids: z.array(idSchema).optional(),
})

export const formationsQuery = z.strictObject({
  scope: z.string().optional(),
  state: states.optional(),
  limit: z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .optional(),
  cursor: z.string().optional(),
})

export const settingsQuery = z.strictObject({ scope: z.string() })

export const putSettingsSchema = z.strictObject({
  scope: scopeSchema,
  settings: z.record(z.string(), z.unknown()),
  /** Settings that are taken back to what holds above. */
  unset: z.array(z.string()).optional(),
  actor: z.enum(['user', 'agent', 'auto']).optional(),
})
