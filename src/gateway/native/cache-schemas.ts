/**
 * What the cache's own API takes and answers, after Redis LangCache: search, set, delete, with a threshold that is a similarity.
 *
 * A distance is refused with what to give instead: the two run in opposite directions, and a silent mix-up serves wrong answers. The
 * threshold's range is checked by the cache itself (`askedSimilarity`), which explains.
 */

import { z } from 'zod'
import { defaultCacheLimits } from '../../cache/limits.ts'
import { chatSchema } from '../openai/chat-body.ts'
import { scopeSchema } from './schemas.ts'

const { attributesMax, attributeCharactersMax } = defaultCacheLimits
/** Longest question that is taken. */
const PROMPT_CHARACTERS_MAX = 100_000
/** Longest part of a question or an answer that a selector may name. */
const TEXT_CHARACTERS_MAX = 4_096

const prompt = z.string().min(1).max(PROMPT_CHARACTERS_MAX)
const name = z.string().min(1).max(256)
const attributes = z
  .record(name, z.string().max(attributeCharactersMax))
  .refine((given) => Object.keys(given).length <= attributesMax, {
    error: `must be at most ${attributesMax} names`,
  })
const time = z.union([z.string(), z.number()])

const aDistance = z
  .never({
    error:
      'is a distance; give similarityThreshold in [0, 1], where 1 is the same question (a cosine distance d is the similarity 1 - d)',
  })
  .optional()
const distances = {
  distance: aDistance,
  distanceThreshold: aDistance,
  distance_threshold: aDistance,
}

const similarityThreshold = z
  .unknown()
  .optional()
  .meta({ type: 'number', minimum: 0, maximum: 1, description: '1 is the same question.' })

const setting = {
  scope: scopeSchema.optional(),
  model: name.optional(),
  category: name.optional(),
  attributes: attributes.optional(),
}

export const searchSchema = z.strictObject({
  prompt,
  similarityThreshold,
  ...setting,
  ...distances,
})

export const setSchema = z.strictObject({
  prompt,
  response: z.string().min(1),
  ttlMs: z.number().min(0).optional(),
  ...setting,
})

export const explainSchema = z.strictObject({
  prompt: prompt.optional(),
  /** A chat request as it was sent, instead of a prompt. */
  request: chatSchema.optional(),
  ...setting,
})

export const deleteSchema = z.strictObject({
  category: name.optional(),
  tenant: name.optional(),
  scope: scopeSchema.optional(),
  attributes: attributes.optional(),
  text: z.string().min(1).max(TEXT_CHARACTERS_MAX).optional(),
  /** Answers made with this memory. */
  memory: name.optional(),
  before: time.optional(),
  after: time.optional(),
  all: z.boolean().optional(),
  dryRun: z.boolean().optional(),
})

export const feedbackSchema = z.strictObject({ isRight: z.boolean() })

const count = z.number().int()
const counts = z.record(z.string(), count)
const near = z.strictObject({
  id: z.string(),
  question: z.string(),
  similarity: z.number(),
  guard: z.string(),
  explanation: z.string(),
})

export const searchAnswer = z.strictObject({
  /** At most one: the answer that would be served. */
  data: z.array(
    z.strictObject({
      id: z.string(),
      prompt: z.string(),
      response: z.string(),
      attributes: z.record(z.string(), z.string()),
      similarity: z.number(),
      searchStrategy: z.enum(['exact', 'normalised', 'semantic']),
      category: z.string(),
      ageMs: z.number(),
    }),
  ),
  outcome: z.enum(['hit', 'miss', 'refused', 'bypass']),
  category: z.string(),
  reason: z.string().nullable(),
  near: near.nullable(),
})

export const setAnswer = z.strictObject({
  id: z.string().nullable(),
  isStored: z.boolean(),
  reason: z.string().nullable(),
})

export const deletedAnswer = z.strictObject({
  count,
  ids: z.array(z.string()),
  isDryRun: z.boolean(),
})

export const feedbackAnswer = z.strictObject({ id: z.string(), isRight: z.boolean() })

export const explainAnswer = z.strictObject({
  category: z.string(),
  why: z.string(),
  normalisedKey: z.string().nullable(),
  exactId: z.string().nullable(),
  normalisedId: z.string().nullable(),
  threshold: z.number(),
  load: z.number(),
  isSemanticOn: z.boolean(),
  candidates: z.array(
    z.strictObject({
      id: z.string(),
      question: z.string(),
      similarity: z.number(),
      ageMs: z.number(),
      isNearEnough: z.boolean(),
      refusals: z.array(z.strictObject({ guard: z.string(), reason: z.string() })),
      alpha: z.number().nullable(),
      exploration: z.number().nullable(),
    }),
  ),
})

const categoryFigures = z.strictObject({
  category: z.string(),
  entryCount: count,
  lookups: count,
  hitsExact: count,
  hitsNormalised: count,
  hitsSemantic: count,
  misses: count,
  refused: count,
  explored: count,
  stored: count,
  tokensSaved: z.number(),
  msSaved: z.number(),
  searchMs: z.number(),
  hitMs: z.number(),
  modelMs: z.number(),
})

export const cacheStatsAnswer = z.strictObject({
  entryCount: count,
  byteCount: z.number(),
  load: z.number(),
  hitRate: z.number(),
  categories: z.array(categoryFigures),
  refusals: counts,
  notStored: counts,
  removed: counts,
  /** Lookups by the similarity of their nearest stored question: twenty bins of .05 from 0. */
  similarityHistogram: z.array(count),
})

export const breakEvenAnswer = z.strictObject({
  rows: z.array(
    z.strictObject({
      category: z.string(),
      isOn: z.boolean(),
      hitRate: z.number(),
      breakEvenRate: z.number().nullable(),
      searchMs: z.number(),
      modelMs: z.number(),
      hitMs: z.number(),
    }),
  ),
})

export const nearMissesAnswer = z.strictObject({
  nearMisses: z.array(
    z.strictObject({
      category: z.string(),
      asked: z.string(),
      stored: z.string(),
      similarity: z.number(),
      guard: z.string(),
      reason: z.string(),
      atMs: z.number(),
    }),
  ),
})
