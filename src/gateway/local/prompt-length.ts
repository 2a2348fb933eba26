/**
 * Prompts that are too long by their characters alone: refused before they are cut into tokens, which takes this thread its time.
 *
 * No vocabulary has tokens of more characters on average than TOKEN_CHARACTERS_MAX, so that nothing is refused that would have fitted.
 */

import type { LocalChatRequest } from '../../engine/local-chat.ts'
import { LociError } from '../../errors.ts'

/** Of one token: runs of blanks are the longest. */
const TOKEN_CHARACTERS_MAX = 128
/** Of one text for /tokenize. */
export const TOKENIZE_CHARACTERS_MAX = 4_194_304

export function checkPromptLength(characterCount: number, contextTokensMax: number): void {
  if (characterCount <= contextTokensMax * TOKEN_CHARACTERS_MAX) return
  throw new LociError(
    'MODEL_CONTEXT_OVERFLOW',
    `the prompt has ${characterCount} characters, far more than a context of ${contextTokensMax} tokens holds`,
    { details: { characterCount, contextTokensMax } },
  )
}

export function charactersOf({ messages }: LocalChatRequest): number {
  return messages.reduce((sum, { content, reasoning = '', toolCalls = [] }) => {
    const calls = toolCalls.reduce((length, call) => length + call.arguments.length, 0)
    return sum + content.length + reasoning.length + calls
  }, 0)
}
