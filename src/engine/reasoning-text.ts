/**
 * Tells what a model thinks from what it says: the text between `<think>` and `</think>` at the beginning of an answer.
 *
 * A thought may have been opened by the template already. What could still become a mark is held back. An answer that ends inside a
 * thought was all thought; nothing is dropped but the marks and the white space at them.
 */

export interface ThoughtPiece {
  readonly kind: 'reasoning' | 'text'
  readonly text: string
}

const OPEN = '<think>'
const CLOSE = '</think>'

type Phase = 'start' | 'thought' | 'after' | 'text'

/** Whether a prompt ends with a thought that the template has just begun; one that a message speaks of is none. */
export function endsInThought(prompt: string): boolean {
  return prompt.trimEnd().endsWith(OPEN)
}

export class ReasoningText {
  #phase: Phase
  #held = ''

  constructor(isOpen: boolean) {
    this.#phase = isOpen ? 'thought' : 'start'
  }

  put(text: string): ThoughtPiece[] {
    this.#held += text
    const pieces: ThoughtPiece[] = []
    if (this.#phase === 'start') this.#seekOpen()
    if (this.#phase === 'thought') this.#readThought(pieces)
    if (this.#phase === 'after') this.#skipSpace()
    if (this.#phase === 'text') pieces.push(...this.#taken('text'))
    return pieces
  }

  close(): ThoughtPiece[] {
    if (this.#phase === 'after') return []
    return this.#taken(this.#phase === 'thought' ? 'reasoning' : 'text')
  }

  #taken(kind: ThoughtPiece['kind'], end = this.#held.length): ThoughtPiece[] {
    const text = this.#held.slice(0, end)
    this.#held = this.#held.slice(end)
    return text === '' ? [] : [{ kind, text }]
  }

  #seekOpen(): void {
    const seen = this.#held.trimStart()
    if (seen.startsWith(OPEN)) {
      this.#held = seen.slice(OPEN.length)
      this.#phase = 'thought'
    } else if (!OPEN.startsWith(seen)) this.#phase = 'text'
  }

  #readThought(pieces: ThoughtPiece[]): void {
    const end = this.#held.indexOf(CLOSE)
    if (end !== -1) {
      pieces.push(...this.#taken('reasoning', end))
      this.#held = this.#held.slice(CLOSE.length)
      this.#phase = 'after'
      return
    }
    let kept = Math.min(CLOSE.length - 1, this.#held.length)
    while (kept > 0 && !this.#held.endsWith(CLOSE.slice(0, kept))) kept -= 1
    pieces.push(...this.#taken('reasoning', this.#held.length - kept))
  }

  #skipSpace(): void {
    this.#held = this.#held.trimStart()
    if (this.#held !== '') this.#phase = 'text'
  }
}
