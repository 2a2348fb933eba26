/** Usage, timings and log probabilities of a local answer in the words of OpenAI and, for timings, llama-server. */

import type { GenerateTimings, GenerateUsage } from '../../engine/live-engine.ts'
import type { LocalLogProb, LocalTokenProb } from '../../engine/local-chat.ts'

/** `reasoningTokens`: null where nothing was kept apart as a thought. */
export function usageOf(usage: GenerateUsage): object {
  const { promptTokens, completionTokens, cachedTokens } = usage
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  }
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000
}

function perSecond(count: number, tookMs: number): number {
  return tookMs > 0 ? rounded((count * 1_000) / tookMs) : 0
}

/** `prompt_*` is of the tokens that were computed; `cache_n` of those that were not. */
export function timingsOf(timings: GenerateTimings, usage: GenerateUsage): object {
  const { queueMs, prefillMs, decodeMs } = timings
  const computed = usage.promptTokens - usage.cachedTokens
  return {
    queue_ms: rounded(queueMs),
    prefill_ms: rounded(prefillMs),
    decode_ms: rounded(decodeMs),
    cache_n: usage.cachedTokens,
    prompt_n: computed,
    prompt_ms: rounded(prefillMs),
    prompt_per_second: perSecond(computed, prefillMs),
    predicted_n: usage.completionTokens,
    predicted_ms: rounded(decodeMs),
    predicted_per_second: perSecond(usage.completionTokens, decodeMs),
    preemption_n: usage.preemptionCount,
  }
}

/** A token that is half a character has text that cannot be told; its bytes can. */
function tokenOf({ text, bytes, logProb }: LocalTokenProb): object {
  return { token: text, logprob: logProb, bytes: Array.from(bytes) }
}

export function chatLogProb(token: LocalLogProb): object {
  return { ...tokenOf(token), top_logprobs: token.top.map(tokenOf) }
}

export interface LegacyLogProbs {
  readonly tokens: string[]
  readonly token_logprobs: number[]
  readonly top_logprobs: (Readonly<Record<string, number>> | null)[]
  readonly text_offset: number[]
}

/** The older form of `/v1/completions`. `offset`: characters of the answer before these. */
export function legacyLogProbs(tokens: readonly LocalLogProb[], offset: number): LegacyLogProbs {
  const offsets: number[] = []
  let at = offset
  for (const { text } of tokens) {
    offsets.push(at)
    at += text.length
  }
  return {
    tokens: tokens.map(({ text }) => text),
    token_logprobs: tokens.map(({ logProb }) => logProb),
    top_logprobs: tokens.map(({ top }) =>
      top.length === 0 ? null : Object.fromEntries(top.map(({ text, logProb }) => [text, logProb])),
    ),
    text_offset: offsets,
  }
}
