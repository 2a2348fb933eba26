/**
 * Blanks comments, and if asked strings, in TypeScript text, keeping every position and line: rules then search code, not prose.
 *
 * A scanner of characters, not a parser (the compiler in use offers no programming interface). It knows strings, template
 * literals with nested code, regular expressions and both comments. Where a slash could be a division or a regular expression it
 * decides by the token before it; JSX text is read as code, which is harmless because rules look for names that prose lacks.
 */

/** After one of these a slash begins a regular expression; the `!` of `rows[0]! / 2` is none of them. */
const beforeRegex =
  /(?:^|[([{}=,;:?&|+\-*%<>~^]|(?<![\w$\])])!|\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield|throw))\s*$/

export interface Masked {
  /** Comments and the inside of strings, templates and regular expressions are blanks. */
  readonly code: string
  /** Only comments are blanks. */
  readonly text: string
}

type Part = 'code' | 'comment' | 'literal'

class Scanner {
  readonly #source: string
  readonly #parts: Part[] = []
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  scan(): readonly Part[] {
    this.#code(false)
    return this.#parts
  }

  /** Marks `count` characters and moves on. */
  #take(part: Part, count = 1): void {
    for (let i = 0; i < count; i += 1) this.#parts.push(part)
    this.#at += count
  }

  /** Code up to the end, or up to the brace that closes a template's hole. */
  #code(isHole: boolean): void {
    let depth = 0
    while (this.#at < this.#source.length) {
      const two = this.#source.slice(this.#at, this.#at + 2)
      const one = two[0]!
      if (two === '//') this.#until('\n', 'comment')
      else if (two === '/*') this.#block()
      else if (one === "'" || one === '"') this.#string(one)
      else if (one === '`') this.#template()
      else if (one === '/' && this.#isRegex()) this.#regex()
      else {
        if (one === '{') depth += 1
        if (one === '}') {
          if (isHole && depth === 0) return
          depth -= 1
        }
        this.#take('code')
      }
    }
  }

  #until(end: string, part: Part): void {
    const stop = this.#source.indexOf(end, this.#at)
    this.#take(part, (stop === -1 ? this.#source.length : stop) - this.#at)
  }

  #block(): void {
    const stop = this.#source.indexOf('*/', this.#at + 2)
    this.#take('comment', (stop === -1 ? this.#source.length : stop + 2) - this.#at)
  }

  #string(quote: string): void {
    this.#take('code')
    while (this.#at < this.#source.length && this.#source[this.#at] !== quote) {
      if (this.#source[this.#at] === '\n') return
      this.#take('literal', this.#source[this.#at] === '\\' ? 2 : 1)
    }
    this.#take('code')
  }

  #template(): void {
    this.#take('code')
    while (this.#at < this.#source.length && this.#source[this.#at] !== '`') {
      if (this.#source.startsWith('${', this.#at)) {
        this.#take('code', 2)
        this.#code(true)
        this.#take('code')
      } else this.#take('literal', this.#source[this.#at] === '\\' ? 2 : 1)
    }
    this.#take('code')
  }

  #isRegex(): boolean {
    let start = this.#at
    while (start > 0 && this.#parts[start - 1] === 'comment') start -= 1
    const before = this.#source.slice(Math.max(0, start - 40), start)
    // `</p>` and `value={one} />` end JSX tags.
    const endsTag = this.#source[this.#at + 1] === '>' && /\}\s*$/.test(before)
    return !before.endsWith('<') && !endsTag && beforeRegex.test(before)
  }

  #regex(): void {
    let isClass = false
    this.#take('code')
    while (this.#at < this.#source.length) {
      const one = this.#source[this.#at]
      if (one === '\n' || (one === '/' && !isClass)) break
      if (one === '[') isClass = true
      if (one === ']') isClass = false
      this.#take('literal', one === '\\' ? 2 : 1)
    }
    this.#take('code')
  }
}

function blank(source: string, parts: readonly Part[], keep: ReadonlySet<Part>): string {
  const characters = source.split('')
  for (let i = 0; i < characters.length; i += 1) {
    if (!keep.has(parts[i] ?? 'code') && characters[i] !== '\n') characters[i] = ' '
  }
  return characters.join('')
}

export function mask(source: string): Masked {
  const parts = new Scanner(source).scan()
  return {
    code: blank(source, parts, new Set(['code'])),
    text: blank(source, parts, new Set(['code', 'literal'])),
  }
}
