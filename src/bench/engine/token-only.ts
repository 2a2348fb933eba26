/** A tokenizer for made models, whose ids mean nothing: no text, no end of generation. */

import type { AnswerTokenizer } from '../../engine/live-answer.ts'

export const tokenOnly: AnswerTokenizer = {
  isEndOfGeneration: () => false,
  openDecoder: () => ({ put: () => '', close: () => '' }),
}
