/** Follows a constraint with drawn tokens, as a model that knows nothing would: what is allowed is all that there is to go by. */

import type { TokenConstraint } from '../model/sampling/token-constraint.ts'
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts'
import type { Prng } from '../stdx/prng.ts'

export interface WalkOptions {
  readonly tokenizer: Tokenizer
  readonly prng: Prng
  readonly tokensMax: number
  /** Of ten: how often a text that may end does. */
  readonly endsOfTen?: number
}

export interface Walk {
  readonly text: string
  readonly tokens: readonly number[]
  readonly isWhole: boolean
  /** A step at which nothing was allowed. */
  readonly isStuck: boolean
}

export function allowedIds(mask: Uint32Array, vocabularySize: number): number[] {
  const ids: number[] = []
  for (let id = 0; id < vocabularySize; id += 1) {
    if (((mask[id >>> 5]! >>> (id & 31)) & 1) === 1) ids.push(id)
  }
  return ids
}

/** One likelihood a token and walk, so that walks differ as models do, and quotes and brackets come often enough to end. */
function drawn(ids: readonly number[], { tokenizer, prng }: WalkOptions): number {
  const closing = ids.filter((id) => /^[\s"\]}]+$/.test(tokenizer.pieceOf(id)))
  const among = closing.length > 0 && prng.below(4) === 0 ? closing : ids
  return among[prng.below(among.length)]!
}

export function walkConstraint(constraint: TokenConstraint, options: WalkOptions): Walk {
  const { tokenizer, prng, tokensMax, endsOfTen = 4 } = options
  const tokens: number[] = []
  let isStuck = false
  while (!constraint.isFinished && tokens.length < tokensMax && !isStuck) {
    const ids = allowedIds(constraint.allowed(), tokenizer.vocabularySize)
    const ends = ids.filter((id) => tokenizer.isEndOfGeneration(id))
    isStuck = ids.length === 0 || ends.length > 0 !== constraint.isWhole
    if (isStuck || (ends.length > 0 && prng.below(10) < endsOfTen)) break
    const texts = ids.filter((id) => !tokenizer.isEndOfGeneration(id))
    const token = drawn(texts, options)
    constraint.accept(token)
    tokens.push(token)
  }
  const text = new TextDecoder('utf-8', { fatal: false }).decode(tokenizer.decodeBytes(tokens))
  return { text, tokens, isWhole: constraint.isWhole, isStuck }
}
