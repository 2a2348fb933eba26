/** The fields that chats and completions share: how tokens are chosen, where the answer ends, how it comes. */

import { z } from 'zod'
import type { LocalAnswerSettings } from '../../engine/local-chat.ts'
import { LociError } from '../../errors.ts'
import { invalidInput } from '../../memory/check-input.ts'
import {
  REPETITION_TOKENS_MAX,
  type SamplingSettings,
} from '../../model/sampling/sampling-settings.ts'
import { schedulingHints } from './scheduling-headers.ts'

const STOP_STRINGS_MAX = 16
const LOGIT_BIASES_MAX = 1_024

const stopString = z.string().min(1).max(1_000)

export const answerSettingsFields = {
  model: z.string(),
  stream: z.boolean().nullish(),
  stream_options: z
    .strictObject({
      include_usage: z.boolean().nullish(),
      include_obfuscation: z.boolean().nullish(),
    })
    .nullish(),
  n: z.int().nullish(),
  max_tokens: z.int().min(1).nullish(),
  /** Default 0: the likeliest token, so that the same prompt gives the same answer. */
  temperature: z.number().min(0).max(100).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  top_k: z.int().min(0).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  repetition_penalty: z.number().gt(0).max(100).nullish(),
  /** llama-server's names for the same. */
  repeat_penalty: z.number().gt(0).max(100).nullish(),
  repeat_last_n: z.int().min(0).max(REPETITION_TOKENS_MAX).nullish(),
  frequency_penalty: z.number().nullish(),
  presence_penalty: z.number().nullish(),
  logit_bias: z.record(z.string(), z.number()).nullish(),
  seed: z.int().nullish(),
  stop: z.union([stopString, z.array(stopString).max(STOP_STRINGS_MAX)]).nullish(),
  ignore_eos: z.boolean().nullish(),
  /** Requests with different salts share nothing of a cached prefix. */
  cache_salt: z.string().max(256).nullish(),
  user: z.string().nullish(),
}

const shape = z.object(answerSettingsFields)
type AnswerSettingsBody = z.output<typeof shape>

/** What a request is beside its body. */
export interface RequestFacts {
  readonly signal: AbortSignal
  /** Whose it is: prefixes of one tenant are nothing to another. */
  readonly tenant: string
  /** With hints for scheduling; absent: none. */
  readonly headers?: Headers
}

export function notHere(field: string, instead: string): LociError {
  return new LociError('INPUT_INVALID', `${field} cannot be had from a local model`, {
    hint: `${instead[0]!.toUpperCase()}${instead.slice(1)}.`,
    details: { field },
  })
}

function biasOf(given: Readonly<Record<string, number>>): ReadonlyMap<number, number> {
  const entries = Object.entries(given)
  if (entries.length > LOGIT_BIASES_MAX) {
    throw invalidInput(
      'logit_bias',
      `has ${entries.length} entries; the limit is ${LOGIT_BIASES_MAX}`,
    )
  }
  return new Map(
    entries.map(([id, bias]) => {
      if (!/^\d{1,9}$/.test(id))
        throw invalidInput('logit_bias', `names ${id}, which is no token id`)
      return [Number(id), bias]
    }),
  )
}

function samplingOf(body: AnswerSettingsBody): Partial<SamplingSettings> {
  const penalty = body.repetition_penalty ?? body.repeat_penalty
  const bias = body.logit_bias
  const given: Record<string, unknown> = {
    temperature: body.temperature,
    topP: body.top_p,
    topK: body.top_k,
    minP: body.min_p,
    repetitionPenalty: penalty,
    repetitionTokenCount: body.repeat_last_n,
    logitBias: bias === null || bias === undefined ? undefined : biasOf(bias),
  }
  const known = Object.entries(given).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(known)
}

/** Throws INPUT_INVALID for several choices and for penalties that the sampler does not have. */
export function answerSettings(
  body: AnswerSettingsBody,
  { signal, tenant, headers }: RequestFacts,
  tokensMax: number | null,
): LocalAnswerSettings {
  if ((body.n ?? 1) !== 1) throw notHere('n', 'ask once for each answer; a prefix is computed once')
  for (const field of ['frequency_penalty', 'presence_penalty'] as const) {
    if ((body[field] ?? 0) !== 0) throw notHere(field, 'use repetition_penalty')
  }
  const { stop, seed, cache_salt: salt } = body
  return {
    sampling: samplingOf(body),
    salt: salt === null || salt === undefined ? tenant : `${tenant}\n${salt}`,
    signal,
    ...(headers === undefined ? {} : schedulingHints(headers, tenant)),
    ...(tokensMax === null ? {} : { tokensMax }),
    ...(seed === null || seed === undefined ? {} : { seed }),
    ...(stop === null || stop === undefined
      ? {}
      : { stop: typeof stop === 'string' ? [stop] : stop }),
    ...(body.ignore_eos === true ? { ignoresEndOfGeneration: true } : {}),
  }
}
