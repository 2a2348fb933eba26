/**
 * What the native API takes, in camelCase and strict. Meaning (limits of text, times, filters) is checked by memory/.
 *
 * The transforms only give the checked value its type: nothing is changed on the way in.
 */

import { z } from 'zod'
import { LociError } from '../../errors.ts'
import type { Filter } from '../../memory/memory.ts'
import type { BatchId, CubeId, Metadata } from '../../store/cube.ts'
import { parseScopeKey, type Scope } from '../../store/scope.ts'
import { LOG_LIMIT_MAX } from '../limits.ts'

export const scopeSchema = z
  .strictObject({
    user: z.string().optional(),
    agent: z.string().optional(),
    run: z.string().optional(),
  })
  .transform((scope) => scope as Scope)

export const idSchema = z
  .string()
  .min(1)
  .max(256)
  .transform((id) => id as CubeId)
const batchSchema = z
  .string()
  .min(1)
  .max(256)
  .transform((id) => id as BatchId)
const timeSchema = z.union([z.string(), z.number()])
const objectSchema = z.record(z.string(), z.unknown())
export const metadataSchema = objectSchema.transform((value) => value as Metadata)
const filterSchema = objectSchema.transform((value) => value as Filter)
const actorSchema = z.enum(['user', 'agent', 'auto'])
const asOfSchema = z.union([
  z.strictObject({ position: z.number() }),
  z.strictObject({ timeMs: z.number() }),
])

export const turnSchema = z.strictObject({
  text: z.string(),
  role: z.enum(['user', 'assistant', 'system', 'tool']).optional(),
  speaker: z.string().optional(),
  caption: z.string().optional(),
  at: timeSchema.optional(),
  session: z.string().optional(),
  metadata: metadataSchema.optional(),
  extra: metadataSchema.optional(),
})

export const rememberSchema = z.strictObject({
  scope: scopeSchema,
  turns: z.union([z.string(), z.array(turnSchema)]),
  session: z.string().optional(),
  metadata: metadataSchema.optional(),
  expiresAt: timeSchema.optional(),
  idempotencyKey: z.string().optional(),
  actor: actorSchema.optional(),
  origin: z.string().optional(),
})

export const recallSchema = z.strictObject({
  scope: scopeSchema,
  query: z.string(),
  topK: z.number().optional(),
  filter: filterSchema.optional(),
  threshold: z.number().optional(),
  at: timeSchema.optional(),
  asOf: asOfSchema.optional(),
  preferRecent: z.boolean().optional(),
  includeExpired: z.boolean().optional(),
  excludeIds: z.array(idSchema).optional(),
  derived: z.enum(['with', 'without', 'only']).optional(),
})

export const contextSchema = recallSchema.extend({
  budgetTokens: z.number().optional(),
  blocks: z.enum(['all', 'own', 'none']).optional(),
})

export const askSchema = z.strictObject({
  scope: scopeSchema,
  question: z.string(),
  at: timeSchema.optional(),
  topK: z.number().optional(),
})

export const listSchema = z.strictObject({
  scope: scopeSchema,
  filter: filterSchema.optional(),
  asOf: asOfSchema.optional(),
  limit: z.number().optional(),
  cursor: z.string().optional(),
  state: z.enum(['live', 'forgotten', 'all']).optional(),
  includeExpired: z.boolean().optional(),
  isDescending: z.boolean().optional(),
})

export const updateSchema = z.strictObject({
  text: z.string().optional(),
  metadata: metadataSchema.optional(),
  expiresAt: z.union([timeSchema, z.null()]).optional(),
  actor: actorSchema.optional(),
  ifVersion: z.number().optional(),
})

export const forgetSchema = z.strictObject({
  ids: z.array(idSchema).optional(),
  scope: scopeSchema.optional(),
  query: z.string().optional(),
  filter: filterSchema.optional(),
  all: z.boolean().optional(),
  topK: z.number().optional(),
  isPreview: z.boolean().optional(),
  actor: actorSchema.optional(),
})

export const purgeSchema = z.strictObject({
  ids: z.array(idSchema),
  reason: z.string().max(256).optional(),
  actor: actorSchema.optional(),
})

export const undoSchema = z.strictObject({ batch: batchSchema, actor: actorSchema.optional() })

/** `user=ada&run=7`, percent-encoded in an address. */
const scopeKeySchema = z.string()
const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number)

export const momentQuery = z.strictObject({
  position: wholeNumber.optional(),
  time: z.string().optional(),
})

export const logQuery = z.strictObject({
  scope: scopeKeySchema.optional(),
  batch: batchSchema.optional(),
  limit: wholeNumber
    .refine((limit) => limit >= 1 && limit <= LOG_LIMIT_MAX, `must be 1 to ${LOG_LIMIT_MAX}`)
    .optional(),
  afterSeq: wholeNumber.optional(),
  descending: z.enum(['true', 'false']).optional(),
})

export const importQuery = z.strictObject({
  format: z.string().optional(),
  scope: scopeKeySchema.optional(),
  name: z.string().max(256).optional(),
})

export const exportQuery = z.strictObject({ scope: scopeKeySchema })

const blockEdit = {
  scope: scopeSchema,
  actor: actorSchema.optional(),
  ifVersion: z.number().optional(),
}
export const putBlockSchema = z.strictObject({
  ...blockEdit,
  text: z.string(),
  description: z.string().optional(),
  charactersMax: z.number().optional(),
  isReadOnly: z.boolean().optional(),
})
export const appendBlockSchema = z.strictObject({ ...blockEdit, text: z.string() })
export const replaceInBlockSchema = z.strictObject({
  ...blockEdit,
  old: z.string(),
  new: z.string(),
})
export const blockQuery = z.strictObject({ scope: scopeKeySchema.optional() })
export const removeBlockQuery = blockQuery.extend({ actor: actorSchema.optional() })
export const fileQuery = blockQuery.extend({ path: z.string() })

const path = z.string()
/** The commands of Anthropic's memory tool, as it sends them. */
const fileCommand = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('view'),
    path,
    view_range: z.array(z.number()).optional(),
  }),
  z.strictObject({ command: z.literal('create'), path, file_text: z.string() }),
  z.strictObject({
    command: z.literal('str_replace'),
    path,
    old_str: z.string(),
    new_str: z.string().optional(),
  }),
  z.strictObject({
    command: z.literal('insert'),
    path,
    insert_line: z.number(),
    insert_text: z.string(),
  }),
  z.strictObject({ command: z.literal('delete'), path }),
  z.strictObject({ command: z.literal('rename'), old_path: path, new_path: path }),
])
export const fileCommandSchema = z.strictObject({
  scope: scopeSchema,
  actor: actorSchema.optional(),
  command: fileCommand,
})

/** The scope that a query must name. */
export function requiredScopeOf(text: string | undefined): Scope {
  if (text !== undefined) return parseScopeKey(text)
  throw new LociError('SCOPE_MISSING', 'the query names no scope', {
    hint: 'Write it as ?scope=user%3Dada.',
  })
}

/** The scope of a query, or nothing when it names none. */
export function scopeOfQuery(text: string | undefined): { readonly scope?: Scope } {
  return text === undefined ? {} : { scope: parseScopeKey(text) }
}
