/** What the governance routes take and answer. Meaning is checked by memory/govern; answers are those of its interface. */

import { z } from 'zod'
import type { SettingsPatch } from '../../memory/scope-settings.ts'
import { idSchema, scopeSchema } from './schemas.ts'

const count = z.number().int()
const counts = z.record(z.string(), count)
const scope = z.strictObject({
  user: z.string().optional(),
  agent: z.string().optional(),
  run: z.string().optional(),
})
const actor = z.enum(['user', 'agent', 'auto'])
const reason = z.string()

export const forgetPersonSchema = z.strictObject({
  scope: scopeSchema,
  reason,
  actor: actor.optional(),
})
export const holdSchema = forgetPersonSchema
export const releaseSchema = z.strictObject({ reason, actor: actor.optional() })
export const residuesSchema = z.strictObject({
  needles: z.array(z.string()),
  scope: scopeSchema.optional(),
})
export const sweepSchema = z.strictObject({ scope: scopeSchema.optional() })
export const accessPolicySchema = z.strictObject({
  owner: z.string(),
  readers: z.array(z.string()).default([]),
  writers: z.array(z.string()).default([]),
  visibility: z.enum(['private', 'scope']).default('private'),
})
export const accessSchema = z.strictObject({
  ids: z.array(idSchema),
  policy: accessPolicySchema.nullable(),
  actor: actor.optional(),
})
const monitorNames = z.enum([
  'emptyRecallShare',
  'recallMsP95',
  'formationFailureShare',
  'refusedOperationShare',
  'undoneMergeShare',
])
const thresholds = z.partialRecord(monitorNames, z.number())
export const changeSchema = z.strictObject({
  op: z.literal('set-settings'),
  scope: scopeSchema.optional(),
  patch: z.record(z.string(), z.unknown()).transform((patch) => patch as SettingsPatch),
  evidence: z.array(z.string()).default([]),
  author: z.string(),
  canaryShare: z.number(),
  thresholds: thresholds.default({}),
  samplesMin: z.number().optional(),
})
export const rollBackSchema = z.strictObject({ reason })
const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number)
export const certificatesQuery = z.strictObject({ scope: z.string().optional() })
export const coverageQuery = z.strictObject({ scope: z.string() })
export const auditQuery = z.strictObject({
  scope: z.string().optional(),
  from: wholeNumber.optional(),
  to: wholeNumber.optional(),
  content: z.enum(['true', 'false']).optional(),
})

export const certificateAnswer = z.strictObject({
  id: z.string(),
  status: z.enum(['running', 'issued']),
  scope,
  reason,
  actor,
  begunAtMs: z.number(),
  issuedAtMs: z.number().nullable(),
  removed: z.strictObject({ kind: counts, level: counts, form: counts }),
  tables: counts,
  beside: counts,
  idCount: count,
  idsDigest: z.string().nullable(),
  afterPosition: count,
  position: count,
  hashBefore: z.string(),
  hashAfter: z.string().nullable(),
})
export const certificatesAnswer = z.strictObject({ certificates: z.array(certificateAnswer) })
export const certificateReportAnswer = z.strictObject({
  id: z.string(),
  isValid: z.boolean(),
  problems: z.array(z.string()),
  idCount: count,
  headHash: z.string(),
  since: counts,
})
export const residuesAnswer = z.strictObject({
  residueCount: count,
  residues: z.array(
    z.strictObject({
      place: z.string(),
      kind: z.enum(['text', 'word', 'stem']),
      count,
    }),
  ),
  sharedCount: count,
  needleCount: count,
  shortCount: count,
  searched: z.array(z.strictObject({ place: z.string(), byteCount: count })),
})
export const holdAnswer = z.strictObject({
  id: z.string(),
  scope,
  reason,
  actor,
  sinceMs: z.number(),
})
export const holdsAnswer = z.strictObject({ holds: z.array(holdAnswer) })
export const sweepAnswer = z.strictObject({
  scopes: z.array(
    z.strictObject({
      scope,
      batch: z.string().nullable(),
      expiredCount: count,
      turnCount: count,
      derivedCount: count,
      purgedCount: count,
    }),
  ),
  held: z.array(scope),
  isDone: z.boolean(),
})
const monitorCounts = z.strictObject({
  recalls: count,
  emptyRecalls: count,
  recallMs: z.array(count),
  formations: count,
  formationFailures: count,
  operations: count,
  refusedOperations: count,
  merges: count,
  undoneMerges: count,
})
export const changeAnswer = z.strictObject({
  id: z.string(),
  state: z.enum(['canary', 'promoted', 'rolled-back']),
  op: z.literal('set-settings'),
  scope: scope.nullable(),
  patch: z.record(z.string(), z.unknown()),
  evidence: z.array(z.string()),
  author: z.string(),
  canaryShare: count,
  thresholds,
  samplesMin: count,
  begunAtMs: z.number(),
  begunPosition: count,
  canary: monitorCounts,
  rest: monitorCounts,
  reasons: z.array(z.string()),
})
export const changesAnswer = z.strictObject({ changes: z.array(changeAnswer) })
export const coverageAnswer = z.strictObject({
  cells: z.array(
    z.strictObject({ form: z.string(), function: z.string(), dynamic: z.string(), count }),
  ),
  taxonomy: z.array(
    z.strictObject({
      kind: z.string(),
      location: z.string(),
      persistence: z.string(),
      writePath: z.string(),
      controllability: z.string(),
      count,
    }),
  ),
  totalCount: count,
})
