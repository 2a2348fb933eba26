/**
 * Reads calls out of an answer as it is written: text before them at once, then each call's name, its arguments as they come, and the
 * call whole.
 *
 * What could still become the mark of a call is held back, no longer. Nothing is lost: what was begun as a call and never became one comes
 * out as the text that it was, after a note. Ids are made here; one that the model wrote is not taken.
 */

import type { ModelToolCall } from '../model.ts'
import { type CallFormat, keyOf } from './call-format.ts'
import type { CallMark } from './call-mark.ts'

export type CallEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'note'; readonly note: string }
  | {
      readonly kind: 'call-open'
      readonly index: number
      readonly id: string
      readonly name: string
    }
  | { readonly kind: 'call-arguments'; readonly index: number; readonly text: string }
  | { readonly kind: 'call'; readonly index: number; readonly call: ModelToolCall }

export interface CallReaderOptions {
  readonly format: CallFormat
  readonly mark: CallMark
  /** Whether the answer is a call from its beginning, or any text may come first. */
  readonly isCallRequired: boolean
  newCallId(): string
}

/** Where the reader is in the JSON of one call, character by character. */
interface CallScan {
  readonly start: number
  at: number
  depth: number
  isInString: boolean
  isEscaped: boolean
  stringStart: number
  /** The last whole string at the outer level, and whether a colon came after it. */
  lastString: string | null
  key: string | null
  name: string | null
  argumentsStart: number | null
  argumentsEnd: number | null
  isOpen: boolean
  shownEnd: number
  readonly id: string
}

const MARK_LOST = 'what began as a call was not ended; it is told as text'

export class CallReader {
  readonly #options: CallReaderOptions
  readonly #nameKey: string
  readonly #argumentsKey: string
  readonly #startText: string
  readonly #callStart: RegExp
  #isInCalls: boolean
  /** Text that may become a mark; in calls, all since the last whole call. */
  #held = ''
  #isText = false
  #scan: CallScan | null = null
  #callCount = 0

  constructor(options: CallReaderOptions) {
    const { format, isCallRequired } = options
    const firstKey = JSON.stringify(format.fields[0]!.key)
    this.#options = options
    this.#nameKey = keyOf(format, 'name')
    this.#argumentsKey = keyOf(format, 'arguments')
    this.#startText = `${format.opening}{${firstKey}:`.replace(/\s+/g, '')
    this.#callStart = new RegExp(`\\{\\s*${firstKey.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*:`)
    this.#isInCalls = isCallRequired
  }

  get callCount(): number {
    return this.#callCount
  }

  /** `isMark`: the text is that of the token that begins calls. */
  put(text: string, isMark = false): CallEvent[] {
    this.#held += text
    if (this.#isInCalls) return this.#readCalls()
    if (isMark) {
      this.#isInCalls = true
      const before = this.#held.slice(0, this.#held.length - text.length)
      this.#held = text
      return textEvents(before)
    }
    if (this.#options.mark.kind === 'text') return this.#seekMark()
    if (this.#options.mark.kind === 'start' && !this.#isText) return this.#seekStart()
    return this.#flush()
  }

  /** The rest: what closes calls goes with them, anything else is text. */
  close(): CallEvent[] {
    if (!this.#isInCalls) return this.#flush()
    const rest = this.#held.trim()
    const isClosing = this.#callCount > 0 && this.#options.format.closing.trim().startsWith(rest)
    const isBegun = this.#scan !== null
    this.#scan = null
    if (rest === '' || (isClosing && !isBegun)) return []
    return [{ kind: 'note', note: MARK_LOST }, ...this.#flush()]
  }

  #flush(): CallEvent[] {
    const text = this.#held
    this.#held = ''
    return textEvents(text)
  }

  #seekMark(): CallEvent[] {
    const { text: mark } = this.#options.mark
    const found = this.#held.indexOf(mark)
    if (found !== -1) {
      const before = this.#held.slice(0, found)
      this.#held = this.#held.slice(found)
      this.#isInCalls = true
      return [...textEvents(before.trimEnd()), ...this.#readCalls()]
    }
    let kept = Math.min(mark.length - 1, this.#held.length)
    while (kept > 0 && !this.#held.endsWith(mark.slice(0, kept))) kept -= 1
    // White space before a call belongs to its form.
    const end = this.#held.length - kept
    const shown = this.#held.slice(0, end).trimEnd()
    this.#held = this.#held.slice(shown.length)
    return textEvents(shown)
  }

  #seekStart(): CallEvent[] {
    const seen = this.#held.replace(/\s+/g, '')
    if (seen.length < this.#startText.length && this.#startText.startsWith(seen)) return []
    this.#isInCalls = seen.startsWith(this.#startText)
    this.#isText = !this.#isInCalls
    return this.#isInCalls ? this.#readCalls() : this.#flush()
  }

  #readCalls(): CallEvent[] {
    const events: CallEvent[] = []
    for (;;) {
      this.#scan ??= this.#nextScan()
      if (this.#scan === null) return events
      const isWhole = this.#advance(this.#scan, events)
      if (!isWhole) return events
      this.#held = this.#held.slice(this.#scan.at)
      this.#scan = null
    }
  }

  #nextScan(): CallScan | null {
    const start = this.#held.search(this.#callStart)
    if (start === -1) return null
    return {
      start,
      at: start,
      depth: 0,
      isInString: false,
      isEscaped: false,
      stringStart: 0,
      lastString: null,
      key: null,
      name: null,
      argumentsStart: null,
      argumentsEnd: null,
      isOpen: false,
      shownEnd: 0,
      id: this.#options.newCallId(),
    }
  }

  /** Reads on; whether the call is whole. */
  #advance(scan: CallScan, events: CallEvent[]): boolean {
    let isWhole = false
    while (!isWhole && scan.at < this.#held.length) {
      isWhole = this.#step(scan, this.#held[scan.at]!)
      scan.at += 1
    }
    this.#tell(scan, events)
    if (!isWhole) return false
    const { id, name } = scan
    const text = this.#argumentsOf(scan, scan.argumentsEnd ?? scan.at)
    events.push({
      kind: 'call',
      index: this.#callCount,
      call: { id, name: name ?? '', arguments: text },
    })
    this.#callCount += 1
    return true
  }

  #argumentsOf({ argumentsStart }: CallScan, end: number): string {
    return argumentsStart === null ? '' : this.#held.slice(argumentsStart, end)
  }

  /** What of the call can be told by now. */
  #tell(scan: CallScan, events: CallEvent[]): void {
    if (scan.name === null || scan.argumentsStart === null) return
    const index = this.#callCount
    if (!scan.isOpen) {
      scan.isOpen = true
      scan.shownEnd = scan.argumentsStart
      events.push({ kind: 'call-open', index, id: scan.id, name: scan.name })
    }
    const end = scan.argumentsEnd ?? scan.at
    const text = this.#held.slice(scan.shownEnd, end)
    scan.shownEnd = end
    if (text !== '') events.push({ kind: 'call-arguments', index, text })
  }

  /** One character; whether it ends the call. */
  #step(scan: CallScan, one: string): boolean {
    if (scan.isInString) {
      this.#stepInString(scan, one)
      return false
    }
    if (/\s/.test(one)) return false
    const isValueStart = scan.depth === 1 && scan.key === this.#argumentsKey
    if (isValueStart && scan.argumentsStart === null) scan.argumentsStart = scan.at
    if (one === '"') {
      scan.isInString = true
      scan.stringStart = scan.at
    } else if (one === ':' && scan.depth === 1) {
      scan.key = scan.lastString
    } else if (one === ',' && scan.depth === 1) {
      this.#endArguments(scan, scan.at)
      scan.key = null
    } else if (one === '{' || one === '[') scan.depth += 1
    else if (one === '}' || one === ']') {
      if (scan.depth === 1) this.#endArguments(scan, scan.at)
      scan.depth -= 1
      if (scan.depth === 1) this.#endArguments(scan, scan.at + 1)
    }
    return scan.depth === 0
  }

  #stepInString(scan: CallScan, one: string): void {
    if (scan.isEscaped) scan.isEscaped = false
    else if (one === '\\') scan.isEscaped = true
    else if (one === '"') {
      scan.isInString = false
      if (scan.depth !== 1) return
      scan.lastString = textOf(this.#held.slice(scan.stringStart, scan.at + 1))
      if (scan.key === this.#nameKey && scan.name === null) scan.name = scan.lastString
    }
  }

  #endArguments(scan: CallScan, end: number): void {
    if (scan.key === this.#argumentsKey && scan.argumentsStart !== null) scan.argumentsEnd ??= end
  }
}

function textEvents(text: string): CallEvent[] {
  return text === '' ? [] : [{ kind: 'text', text }]
}

function textOf(json: string): string {
  try {
    return String(JSON.parse(json))
  } catch {
    // An escape that is none: as it was written.
    return json.slice(1, -1)
  }
}
