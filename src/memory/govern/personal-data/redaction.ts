/**
 * Personal data out of what leaves for a model, and back into what the model answers.
 *
 * Each value becomes a placeholder that says its kind (`[email 1]`); equal values become the same one within a redaction, so that a model can
 * still tell two numbers apart and say which is whose. `restore` puts the values back where an answer uses a placeholder exactly as
 * given: memories are then formed as if nothing had been replaced, and the values have never left.
 */

import { findPersonalData } from './find-personal-data.ts'

export type RedactionLevel = 'none' | 'secrets' | 'all'

export class Redaction {
  readonly #level: RedactionLevel
  readonly #placeholders = new Map<string, string>()
  readonly #values = new Map<string, string>()
  readonly #counts = new Map<string, number>()

  constructor(level: RedactionLevel) {
    this.#level = level
  }

  /** Values replaced until now, by kind. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts
  }

  redact(text: string): string {
    if (this.#level === 'none') return text
    const isWanted = (kind: { readonly group: string }): boolean =>
      this.#level === 'all' || kind.group === 'secret'
    let redacted = ''
    let at = 0
    for (const { kind, from, to } of findPersonalData(text, isWanted)) {
      redacted += text.slice(at, from) + this.#placeholder(kind, text.slice(from, to), text)
      at = to
    }
    return redacted + text.slice(at)
  }

  /** `form`: where the text stands; inside JSON a value is written as JSON writes it. */
  restore(text: string, form: 'text' | 'json' = 'text'): string {
    if (this.#values.size === 0) return text
    return text.replace(/\[[a-z-]{1,40} \d{1,6}\]/g, (placeholder) => {
      const value = this.#values.get(placeholder)
      if (value === undefined) return placeholder
      return form === 'json' ? JSON.stringify(value).slice(1, -1) : value
    })
  }

  #placeholder(kind: string, value: string, text: string): string {
    const known = this.#placeholders.get(value)
    if (known !== undefined) return known
    let count = this.#counts.get(kind) ?? 0
    let placeholder: string
    do {
      count += 1
      placeholder = `[${kind} ${count}]`
      // What was said may look like a placeholder of ours; the two must not be mixed up on the way back.
    } while (text.includes(placeholder))
    this.#counts.set(kind, count)
    this.#placeholders.set(value, placeholder)
    this.#values.set(placeholder, value)
    return placeholder
  }
}
