/**
 * What the routes of facts take and answer.
 *
 * Meaning (names, moments, what may follow what) is checked by memory/.
 */

import { z } from 'zod'
import { idSchema, scopeSchema } from './schemas.ts'

const actor = z.enum(['user', 'agent', 'auto']).optional()
const time = z.union([z.string(), z.number()])
const count = z.number().int()
const digits = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number)

const known = { knownAt: z.string().optional(), knownPosition: digits.optional() }

export const factsQuery = z.strictObject({
  scope: z.string(),
  validAt: z.string().optional(),
  ...known,
  about: z.string().optional(),
  relation: z.string().optional(),
})
export const timelineQuery = z.strictObject({
  scope: z.string(),
  ...known,
  subject: z.string().optional(),
  relation: z.string().optional(),
})
export const namesQuery = z.strictObject({ scope: z.string(), ...known })
export const neighbourhoodQuery = z.strictObject({
  scope: z.string(),
  name: z.string(),
  depth: digits.optional(),
  validAt: z.string().optional(),
  ...known,
})

export const putFactsSchema = z.strictObject({
  scope: scopeSchema,
  facts: z.array(
    z.strictObject({
      subject: z.string(),
      relation: z.string(),
      object: z.string(),
      validFrom: time.nullable().optional(),
      validTo: time.nullable().optional(),
      isMultiValued: z.boolean().optional(),
      text: z.string().optional(),
      corrects: idSchema.optional(),
      confidence: z.number().optional(),
    }),
  ),
  note: z.string().optional(),
  at: time.optional(),
  actor,
})
export const closeFactSchema = z.strictObject({ validTo: time, actor })
export const retractFactSchema = z.strictObject({ actor })

const factAnswer = z.strictObject({
  id: z.string(),
  scope: z.record(z.string(), z.string()),
  subject: z.string(),
  relation: z.string(),
  object: z.string(),
  validFromMs: z.number().nullable(),
  validToMs: z.number().nullable(),
  statedToMs: z.number().optional(),
  isMultiValued: z.boolean(),
  text: z.string(),
  state: z.string(),
  confidence: z.number(),
  knownAtMs: z.number(),
  changedAtMs: z.number(),
  successor: z.string().nullable(),
  parents: z.array(z.string()),
})
export const factsAnswer = z.strictObject({ facts: z.array(factAnswer) })
export const namesAnswer = z.strictObject({
  names: z.array(z.strictObject({ name: z.string(), type: z.string().nullable() })),
})
export const neighbourhoodAnswer = z.strictObject({
  names: z.array(
    z.strictObject({ name: z.string(), type: z.string().nullable(), distance: count }),
  ),
  facts: z.array(factAnswer),
  links: z.array(z.looseObject({ source: z.string(), relation: z.string(), target: z.string() })),
  isCut: z.boolean(),
})
export const putFactsAnswer = z.strictObject({
  batch: z.string(),
  ids: z.array(z.string()),
  position: count,
  isRepeated: z.boolean(),
  facts: z.array(z.string()),
})
