/**
 * Negation: `not`, `never`, `without`, `except`, ... must stand in both questions or in neither.
 *
 * The collapse of opposites under every encoder is the known failure of semantic caches (vllm-project/semantic-router #2691,
 * zilliztech/GPTCache #694). Prefixes (`un-`) are the antonym guard's.
 */

import { negations } from '../lexicon/function-words.ts'
import { listGuard } from './guard.ts'

export const negation = listGuard('negation', (facts) =>
  facts.words.filter((word) => negations.has(word)),
)
