/**
 * What mem0's REST servers and clients send, in snake_case: the open-source server's bodies and those of the hosted platform.
 *
 * Fields that have no meaning here (models, prompts, graphs, projects) are known, so that a drop-in client is not refused, and have no
 * effect. Any other key is refused with the nearest spelling.
 */

import { z } from 'zod'
import type { Filter } from '../../memory/memory.ts'
import type { Metadata } from '../../store/cube.ts'
import { BATCH_ITEMS_MAX } from '../limits.ts'

/** Taken and not used. */
const unused = z.unknown().optional()
const name = z.union([z.string(), z.number().transform(String)]).nullish()
const moment = z.union([z.string(), z.number()]).nullish()
const objectSchema = z.record(z.string(), z.unknown())
const metadata = objectSchema.transform((value) => value as Metadata).nullish()
const filters = objectSchema.transform((value) => value as Filter).nullish()
const flag = z.boolean().nullish()
const count = z.number().int().nullish()

const identity = { user_id: name, agent_id: name, run_id: name, app_id: name }
const tenancy = { org_id: unused, project_id: unused, org_name: unused, project_name: unused }
const unusedShape = { ...tenancy, version: unused, output_format: unused, source: unused }

const contentSchema = z.union([
  z.string(),
  z.null(),
  z.array(z.looseObject({ type: z.string() })),
  z.looseObject({ type: z.string() }),
])
const messageSchema = z.looseObject({
  role: z.enum(['user', 'assistant', 'system', 'tool']).optional(),
  content: contentSchema,
  name: z.string().nullish(),
})
export type Mem0Message = z.output<typeof messageSchema>

export const addSchema = z.strictObject({
  messages: z.union([z.string(), messageSchema, z.array(messageSchema)]),
  ...identity,
  metadata,
  infer: flag,
  timestamp: moment,
  expiration_date: z.string().nullish(),
  ...unusedShape,
  filters: unused,
  memory_type: unused,
  prompt: unused,
  includes: unused,
  excludes: unused,
  immutable: unused,
  async_mode: unused,
  enable_graph: unused,
  custom_categories: unused,
  custom_instructions: unused,
  agent_custom_instructions: unused,
  structured_data_schema: unused,
})

export const searchSchema = z.strictObject({
  query: z.string(),
  ...identity,
  filters,
  metadata,
  top_k: count,
  limit: count,
  threshold: z.number().nullish(),
  explain: flag,
  show_expired: flag,
  reference_date: moment,
  ...unusedShape,
  rerank: unused,
  keyword_search: unused,
  filter_memories: unused,
  latest_only: unused,
  fields: unused,
  categories: unused,
  enable_graph: unused,
})

export const listSchema = z.strictObject({
  ...identity,
  filters,
  page: count,
  page_size: count,
  limit: count,
  top_k: count,
  start_date: z.string().nullish(),
  end_date: z.string().nullish(),
  show_expired: flag,
  ...unusedShape,
  latest_only: unused,
  fields: unused,
  categories: unused,
  enable_graph: unused,
})

const digits = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number)
  .optional()

export const pageQuery = z.strictObject({ page: digits, page_size: digits })

export const listQuery = z.strictObject({
  user_id: z.string().optional(),
  agent_id: z.string().optional(),
  run_id: z.string().optional(),
  app_id: z.string().optional(),
  page: digits,
  page_size: digits,
  limit: digits,
  top_k: digits,
  start_date: z.string().optional(),
  end_date: z.string().optional(),
  show_expired: z.enum(['true', 'false']).optional(),
  ...unusedShape,
  fields: unused,
  categories: unused,
  keywords: unused,
})

export const deleteAllQuery = z.strictObject({
  user_id: z.string().optional(),
  agent_id: z.string().optional(),
  run_id: z.string().optional(),
  app_id: z.string().optional(),
  ...unusedShape,
})

export const deleteQuery = z.strictObject({ delete_linked: unused, ...unusedShape })

/** `data` and `memory` are older names of `text`. */
export const updateSchema = z.strictObject({
  text: z.string().nullish(),
  data: z.string().nullish(),
  memory: z.string().nullish(),
  metadata,
  expiration_date: z.string().nullable().optional(),
  timestamp: moment,
  ...tenancy,
})

const memoryId = z.string().min(1).max(256)
export const batchUpdateSchema = z.strictObject({
  memories: z
    .array(z.strictObject({ memory_id: memoryId, text: z.string().nullish(), metadata }))
    .min(1)
    .max(BATCH_ITEMS_MAX),
})
export const batchDeleteSchema = z.strictObject({
  memories: z
    .array(z.union([memoryId, z.strictObject({ memory_id: memoryId })]))
    .min(1)
    .max(BATCH_ITEMS_MAX),
})

export const configureSchema = z.record(z.string(), z.unknown())
