/**
 * Counting what calls of a model cost: sums, and an estimate of tokens where a model does not say.
 *
 * Invariant: a sum of costs is unknown as soon as one part is; a sum is estimated as soon as one part is. The estimate (a token
 * for four bytes of UTF-8) is for accounts and bounds only; budgets of contexts have a finer one in memory.
 */

import type { ModelMessage, ModelRequest, ModelUsage } from './model.ts'

const BYTES_A_TOKEN = 4
/** Role and separators of a message. */
const MESSAGE_TOKENS = 4
const encoder = new TextEncoder()

export const noUsage: ModelUsage = {
  callCount: 0,
  promptTokens: 0,
  completionTokens: 0,
  costMicros: 0,
  isEstimated: false,
}

export function addUsage(a: ModelUsage, b: ModelUsage): ModelUsage {
  const isCostKnown = a.costMicros !== null && b.costMicros !== null
  return {
    callCount: a.callCount + b.callCount,
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    costMicros: isCostKnown ? a.costMicros + b.costMicros : null,
    isEstimated: a.isEstimated || b.isEstimated,
  }
}

export function estimateTextTokens(text: string): number {
  return Math.ceil(encoder.encode(text).length / BYTES_A_TOKEN)
}

function messageTokens({ content, toolCalls = [] }: ModelMessage): number {
  const calls = toolCalls.map((call) => call.name + call.arguments).join('')
  return MESSAGE_TOKENS + estimateTextTokens(content + calls)
}

/** Messages, tools and schema: all that a model reads. */
export function estimatePromptTokens(
  request: Pick<ModelRequest, 'messages' | 'tools' | 'schema'>,
): number {
  const { messages, tools, schema } = request
  const frame = tools === undefined && schema === undefined ? '' : JSON.stringify({ tools, schema })
  return messages.reduce((sum, message) => sum + messageTokens(message), estimateTextTokens(frame))
}
