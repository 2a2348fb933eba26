/**
 * One answer being made: asks for tokens, turns them into parts, and says when the text ends.
 *
 * The same seed draws the same numbers whatever else runs: one for each token, in order, also when the sequence was computed again
 * in between. End tokens and stop strings are not part of the text. Knows no scheduling: which step a token came from is not told.
 */

import type { Choice } from '../model/sampling/choose-token.ts'
import type { SamplingSettings } from '../model/sampling/sampling-settings.ts'
import type { TokenConstraint } from '../model/sampling/token-constraint.ts'
import type { TokenDecoder, Tokenizer } from '../model/tokenizer/tokenizer.ts'
import { assert } from '../stdx/assert.ts'
import { createPrng, type Prng } from '../stdx/prng.ts'
import type { GeneratedLogProb, GeneratedPart, GenerateRequest } from './live-engine.ts'
import type { TokenAsk } from './runner.ts'
import { StopText } from './stop-text.ts'

export type AnswerTokenizer = Pick<Tokenizer, 'openDecoder' | 'isEndOfGeneration'>

export interface LiveAnswerOptions {
  readonly request: GenerateRequest
  readonly sampling: SamplingSettings
  readonly seed: number
  readonly tokenizer: AnswerTokenizer
}

export interface TakenToken {
  readonly token: number
  /** Null for a token that ends the answer without being part of it. */
  readonly part: Extract<GeneratedPart, { kind: 'token' }> | null
  readonly isLast: boolean
}

export class LiveAnswer {
  readonly #sampling: SamplingSettings
  readonly #prng: Prng
  readonly #decoder: TokenDecoder
  readonly #stopText: StopText
  readonly #stopTokens: ReadonlySet<number>
  readonly #constraint: TokenConstraint | null
  readonly #topLogProbCount: number | null
  readonly #isEnd: (token: number) => boolean
  /** As many of the last tokens as the penalty looks at. */
  readonly #recent: number[]
  #isLast = false
  readonly #toolOf: GenerateRequest['toolOf'] | undefined
  /** Kept for `toolOf` alone. */
  #text = ''
  /** By a stop string: what the decoder still has lies behind it. */
  #isCut = false

  constructor({ request, sampling, seed, tokenizer }: LiveAnswerOptions) {
    const { promptTokens, stop = [], stopTokens = [], constraint, topLogProbCount } = request
    this.#sampling = sampling
    this.#prng = createPrng(seed)
    this.#decoder = tokenizer.openDecoder({
      skipSpecial: true,
      previousId: promptTokens.at(-1) ?? null,
    })
    this.#stopText = new StopText(stop)
    this.#stopTokens = new Set(stopTokens)
    this.#constraint = constraint ?? null
    this.#topLogProbCount = topLogProbCount ?? null
    this.#toolOf = request.toolOf
    this.#isEnd = (token) =>
      request.ignoresEndOfGeneration !== true && tokenizer.isEndOfGeneration(token)
    const recentCount = sampling.repetitionPenalty === 1 ? 0 : sampling.repetitionTokenCount
    this.#recent = recentCount === 0 ? [] : promptTokens.slice(-recentCount)
  }

  /** To be called once for each token: it draws. */
  ask(): TokenAsk {
    return {
      sampling: this.#sampling,
      uniform: this.#sampling.temperature === 0 ? 0 : this.#prng.next(),
      recent: this.#recent,
      topLogProbCount: this.#topLogProbCount ?? 0,
      allowed: this.#constraint?.allowed() ?? null,
    }
  }

  take(choice: Choice): TakenToken {
    assert(!this.#isLast, 'nothing follows the last token')
    const token = choice.id
    if (this.#isEnd(token) || this.#stopTokens.has(token)) {
      this.#isLast = true
      return { token, part: null, isLast: true }
    }
    this.#constraint?.accept(token)
    this.#remember(token)
    const { text, isStopped } = this.#stopText.put(this.#decoder.put(token))
    this.#isCut = isStopped
    if (this.#toolOf !== undefined) this.#text += text
    this.#isLast = isStopped || this.#constraint?.isFinished === true
    const part = { kind: 'token', token, text, logProb: this.#logProb(choice) } as const
    return { token, part, isLast: this.#isLast }
  }

  /** What the whole answer calls; null: nothing, or nobody can tell. */
  toolCalled(): string | null {
    return this.#toolOf?.(this.#text) ?? null
  }

  /** What was held back, at the end of the answer. */
  close(): string {
    if (this.#isCut) return ''
    const { text, isStopped } = this.#stopText.put(this.#decoder.close())
    return isStopped ? text : text + this.#stopText.close()
  }

  #remember(token: number): void {
    if (this.#sampling.repetitionPenalty === 1) return
    this.#recent.push(token)
    if (this.#recent.length > this.#sampling.repetitionTokenCount) this.#recent.shift()
  }

  #logProb({ id, logProb, top }: Choice): GeneratedLogProb | null {
    return this.#topLogProbCount === null ? null : { id, logProb, top }
  }
}
