/**
 * From tokens to the parts of a chat's answer: text, thought and calls, with log probabilities beside the text.
 *
 * Text is decoded here once more, because marks of calls and thoughts may be special tokens, which an engine leaves out of its text; stop
 * strings cut it in the same way as they end the answer there. Invariant: all text of the answer comes out, in order, as one kind or
 * another.
 */

import type { TokenDecoder, Tokenizer } from '../model/tokenizer/tokenizer.ts'
import type { CallReader } from '../model/tools/read-calls.ts'
import type { GeneratedLogProb, GeneratedPart } from './live-engine.ts'
import type { LocalChatPart, LocalLogProb, LocalTokenProb } from './local-chat.ts'
import type { ReasoningText } from './reasoning-text.ts'
import { StopText } from './stop-text.ts'

export interface AnswerPartsOptions {
  readonly tokenizer: Tokenizer
  /** Of the prompt: it decides whether a leading space is the text's. */
  readonly lastPromptToken: number | null
  readonly stop: readonly string[]
  /** Special tokens that are shown to the readers below. */
  readonly shownTokens: ReadonlySet<number>
  /** The token that begins calls; null: none does. */
  readonly markToken: number | null
  /** Null: no thoughts, no calls. */
  readonly reasoning: ReasoningText | null
  readonly calls: CallReader | null
}

const bytesToText = new TextDecoder()

function tokenProb(tokenizer: Tokenizer, id: number, logProb: number): LocalTokenProb {
  const bytes = tokenizer.decodeBytes([id])
  return { id, text: bytesToText.decode(bytes), bytes, logProb }
}

function logProbOf(tokenizer: Tokenizer, { id, logProb, top }: GeneratedLogProb): LocalLogProb {
  return {
    ...tokenProb(tokenizer, id, logProb),
    top: top.map((one) => tokenProb(tokenizer, one.id, one.logProb)),
  }
}

export class AnswerParts {
  readonly #options: AnswerPartsOptions
  readonly #decoder: TokenDecoder
  readonly #stopText: StopText
  #logProbs: LocalLogProb[] = []
  #isStopped = false

  constructor(options: AnswerPartsOptions) {
    const { tokenizer, lastPromptToken, stop } = options
    this.#options = options
    this.#decoder = tokenizer.openDecoder({ previousId: lastPromptToken })
    this.#stopText = new StopText(stop)
  }

  put({ token, logProb }: Extract<GeneratedPart, { kind: 'token' }>): LocalChatPart[] {
    const { tokenizer, shownTokens, markToken } = this.#options
    if (logProb !== null) this.#logProbs.push(logProbOf(tokenizer, logProb))
    if (this.#isStopped) return []
    if (token === markToken) {
      const before = this.#put(this.#stopText.close())
      return [...before, ...this.#read(tokenizer.pieceOf(token), true)]
    }
    if (tokenizer.isSpecial(token) && !shownTokens.has(token)) return []
    const { text, isStopped } = this.#stopText.put(this.#decoder.put(token))
    this.#isStopped = isStopped
    return this.#put(text)
  }

  /** What was held back. */
  close(): LocalChatPart[] {
    const { reasoning, calls } = this.#options
    const last = this.#isStopped ? '' : this.#stopText.put(this.#decoder.close()).text
    const rest = this.#isStopped ? '' : this.#stopText.close()
    const parts = this.#put(last + rest)
    for (const { kind, text } of reasoning?.close() ?? []) {
      parts.push(...(kind === 'text' ? this.#read(text) : [{ kind, text }]))
    }
    for (const event of calls?.close() ?? []) {
      parts.push(event.kind === 'text' ? this.#text(event.text) : event)
    }
    if (this.#logProbs.length > 0 && calls?.callCount !== 0) return parts
    return this.#logProbs.length > 0 ? [...parts, this.#text('')] : parts
  }

  #put(text: string): LocalChatPart[] {
    if (text === '') return []
    const { reasoning } = this.#options
    if (reasoning === null) return this.#read(text)
    return reasoning
      .put(text)
      .flatMap((piece) =>
        piece.kind === 'text' ? this.#read(piece.text) : [this.#thought(piece.text)],
      )
  }

  #thought(text: string): LocalChatPart {
    this.#logProbs = []
    return { kind: 'reasoning', text }
  }

  #read(text: string, isMark = false): LocalChatPart[] {
    const { calls } = this.#options
    if (calls === null) return [this.#text(text)]
    return calls
      .put(text, isMark)
      .map((event) => (event.kind === 'text' ? this.#text(event.text) : event))
  }

  /** With the log probabilities of all tokens since the last text. */
  #text(text: string): LocalChatPart {
    const logProbs = this.#logProbs
    this.#logProbs = []
    return { kind: 'text', text, logProbs }
  }
}
