/**
 * What the native API answers, as schemas: for the OpenAPI document, and for the test that holds real answers to them.
 *
 * Answers are not checked at run time: their types come from memory/ already.
 */

import { z } from 'zod'
import { formationReceipt } from './formation-schemas.ts'

const count = z.number().int()
const open = z.record(z.string(), z.unknown())
const scope = z.strictObject({
  user: z.string().optional(),
  agent: z.string().optional(),
  run: z.string().optional(),
})

/** What some kinds of cubes have beside the rest; absent where it says nothing. */
const cubeExtras = {
  name: z.string().optional(),
  derivation: z
    .strictObject({
      pipeline: z.string(),
      dynamic: z.enum(['extracted', 'summarised', 'merged', 'evolved']),
      model: z.string().nullable(),
      confidence: z.number(),
      spans: z.array(z.strictObject({ episode: z.string(), from: count, to: count })),
    })
    .optional(),
  fact: z
    .strictObject({
      subject: z.string(),
      relation: z.string(),
      object: z.string(),
      validFromMs: z.number().nullable(),
      validToMs: z.number().nullable(),
      isMultiValued: z.boolean(),
    })
    .optional(),
  links: z.array(z.strictObject({ to: z.string(), relation: z.string() })).optional(),
  successor: z.string().optional(),
  access: z
    .strictObject({
      owner: z.string(),
      readers: z.array(z.string()),
      writers: z.array(z.string()),
      visibility: z.enum(['private', 'scope']),
    })
    .optional(),
}

export const cubeAnswer = z.strictObject({
  id: z.string(),
  kind: z.enum([
    'turn',
    'note',
    'derived',
    'block',
    'setting',
    'file',
    'item',
    'attempt',
    'change',
    'certificate',
  ]),
  level: z.enum(['plaintext', 'activation', 'parametric']),
  form: z.enum(['token', 'latent', 'parametric']),
  function: z.enum(['factual', 'experiential', 'working']),
  scope,
  version: count,
  state: z.enum(['generated', 'activated', 'merged', 'archived', 'expired', 'frozen', 'forgotten']),
  text: z.string(),
  caption: z.string().nullable(),
  role: z.enum(['user', 'assistant', 'system', 'tool']),
  speaker: z.string().nullable(),
  session: z.string().nullable(),
  metadata: open,
  provenance: z.strictObject({
    episodes: z.array(z.string()),
    parents: z.array(z.string()),
    origin: z.string(),
  }),
  author: z.enum(['user', 'agent', 'auto']),
  isProtected: z.boolean(),
  saidAtMs: z.number(),
  expiresAtMs: z.number().nullable(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  createdSeq: count,
  seq: count,
  recallCount: count,
  lastRecalledAtMs: z.number().nullable(),
  ...cubeExtras,
})

const receiptShape = {
  batch: z.string(),
  ids: z.array(z.string()),
  position: count,
  isRepeated: z.boolean(),
}
export const receiptAnswer = z.strictObject(receiptShape)
export const rememberAnswer = z.strictObject({
  ...receiptShape,
  formed: z.array(formationReceipt).optional(),
})
export const forgetAnswer = z.strictObject({
  ...receiptShape,
  isPreview: z.boolean(),
  cubes: z.array(cubeAnswer),
})
export const purgeAnswer = z.strictObject({
  batch: z.string(),
  tombstones: z.array(
    z.strictObject({
      id: z.string(),
      seq: count,
      atMs: z.number(),
      reason: z.string(),
      erasedSeqs: z.array(count),
    }),
  ),
  derivedIds: z.array(z.string()),
  position: count,
})

export const recallAnswer = z.strictObject({
  hits: z.array(
    z.strictObject({
      cube: cubeAnswer,
      score: z.number(),
      why: z.array(
        z.strictObject({ channel: z.string(), contribution: z.number(), because: z.string() }),
      ),
    }),
  ),
  scoredCount: count,
  elapsedMs: z.number(),
  position: count,
  notes: z.array(z.string()),
})
export const contextAnswer = z.strictObject({
  text: z.string(),
  tokenCount: count,
  mode: z.enum(['whole', 'passages', 'empty']),
  ids: z.array(z.string()),
  notes: z.array(z.string()),
})
export const askAnswer = z.strictObject({
  isKnown: z.boolean(),
  text: z.string(),
  citations: z.array(
    z.strictObject({
      id: z.string(),
      text: z.string(),
      speaker: z.string().nullable(),
      saidAtMs: z.number(),
      score: z.number(),
    }),
  ),
  notes: z.array(z.string()),
})

export const pageAnswer = z.strictObject({
  cubes: z.array(cubeAnswer),
  nextCursor: z.string().nullable(),
  totalCount: count,
})
export const cubeEnvelope = z.strictObject({ cube: cubeAnswer })
export const historyAnswer = z.strictObject({
  versions: z.array(
    z.strictObject({
      cube: cubeAnswer,
      change: z.enum(['add', 'update', 'forget', 'undo', 'state']),
      batch: z.string(),
      undoes: z.string().optional(),
    }),
  ),
})
const blockAnswer = z.strictObject({
  id: z.string(),
  scope,
  name: z.string(),
  text: z.string(),
  description: z.string(),
  characterCount: count,
  charactersMax: count,
  isReadOnly: z.boolean(),
  version: count,
  author: z.enum(['user', 'agent', 'auto']),
  isProtected: z.boolean(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
})
export const blocksAnswer = z.strictObject({ blocks: z.array(blockAnswer) })
export const blockEnvelope = z.strictObject({ block: blockAnswer })
const keptFile = z.strictObject({
  id: z.string(),
  path: z.string(),
  text: z.string(),
  version: count,
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
})
export const filesAnswer = z.strictObject({ files: z.array(keptFile) })
export const fileEnvelope = z.strictObject({ file: keptFile })
export const fileAnswer = z.strictObject({
  text: z.string(),
  receipt: receiptAnswer.nullable(),
})
export const episodeAnswer = z.strictObject({
  episode: z.strictObject({
    id: z.string(),
    scope,
    session: z.string().nullable(),
    role: z.string(),
    speaker: z.string().nullable(),
    text: z.string(),
    caption: z.string().nullable(),
    saidAtMs: z.number(),
    extra: open,
  }),
})
export const logAnswer = z.strictObject({
  entries: z.array(
    z.strictObject({
      seq: count,
      atMs: z.number(),
      kind: z.string(),
      batch: z.string(),
      operation: z.string(),
      scope,
      subject: z.string(),
      event: open.nullable(),
      hash: z.string(),
    }),
  ),
})

export const scopesAnswer = z.strictObject({
  scopes: z.array(
    z.strictObject({ scope, cubeCount: count, lastSeq: count, updatedAtMs: z.number() }),
  ),
})
export const statsAnswer = z.strictObject({
  stats: z.looseObject({ position: count, cubeCount: count, scopeCount: count }),
  version: z.string(),
  uptimeMs: z.number(),
  upstream: z.strictObject({ isConfigured: z.boolean(), url: z.string().optional() }),
  limits: z.record(z.string(), z.number()),
})
const embedderAnswer = z
  .strictObject({
    fingerprint: z.string().nullable(),
    name: z.string(),
    facts: open,
    isOpen: z.boolean(),
    done: count.nullable(),
    total: count.nullable(),
    isRunning: z.boolean(),
    asideCount: count,
    error: z.string().nullable(),
  })
  .nullable()
export const embeddingAnswer = z.strictObject({
  mode: z.enum(['words', 'table', 'encoder']),
  table: z
    .strictObject({ fingerprint: z.string(), name: z.string(), dimensions: count })
    .nullable(),
  serving: embedderAnswer,
  making: embedderAnswer,
  tokenRowsMax: count,
  isMaker: z.boolean(),
  notes: z.array(z.string()),
})
export const healthAnswer = z.strictObject({ status: z.literal('ok'), version: z.string() })
export const verifyAnswer = z.strictObject({
  isSound: z.boolean(),
  eventCount: count,
  headHash: z.string(),
  problems: z.array(
    z.strictObject({ code: z.string(), seq: count.nullable(), message: z.string() }),
  ),
})
export const importAnswer = z.looseObject({
  format: z.string(),
  recordCount: count,
  importedCount: count,
})
