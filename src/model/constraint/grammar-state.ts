/**
 * Where a text stands in a grammar: all ways of reading it so far, as one value that can be compared and kept.
 *
 * A way is a terminal, its state, and what follows it, a chain of frames shared between ways. States are found again by what they are, so
 * masks and steps are worked out once for each. The last symbol of a sequence leaves no frame, so a list of a thousand items is as
 * deep as one of one.
 */

import { assert } from '../../stdx/assert.ts'
import { type Alternative, NESTING_MAX, Rule } from './grammar.ts'
import { type Terminal, TokenTerminal } from './terminal.ts'

/** What is left of a sequence, and of those around it. */
interface Frame {
  readonly id: number
  readonly alternative: Alternative
  readonly at: number
  readonly parent: Frame | null
  readonly depth: number
  /** The state of a text that has come to here; made when it is asked for. */
  after: GrammarState | null
}

export interface Way {
  readonly terminal: Terminal
  readonly state: number
  readonly frame: Frame | null
}

export interface TokenWay {
  readonly terminal: TokenTerminal
  readonly frame: Frame | null
}

export interface GrammarState {
  readonly ways: readonly Way[]
  readonly tokenWays: readonly TokenWay[]
  /** Whether the text may end here. */
  readonly isDone: boolean
  readonly next: Map<number, GrammarState | null>
  mask: Uint32Array | null
}

/** A state in the making. */
interface Draft {
  readonly ways: Map<string, Way>
  readonly tokenWays: Map<string, TokenWay>
  isDone: boolean
  readonly entered: Set<string>
}

function newDraft(): Draft {
  return { ways: new Map(), tokenWays: new Map(), isDone: false, entered: new Set() }
}

function idOf(frame: Frame | null): number {
  return frame === null ? -1 : frame.id
}

interface Place {
  readonly alternative: Alternative
  readonly at: number
  readonly parent: Frame | null
  readonly depth: number
}

/** The states of one grammar. */
export class GrammarStates {
  readonly start: GrammarState
  readonly #states = new Map<string, GrammarState>()
  readonly #frames = new Map<string, Frame>()
  #done: GrammarState | null = null

  constructor(root: Rule) {
    const draft = newDraft()
    this.#enterRule(root, null, 0, draft)
    this.start = this.#found(draft)
  }

  get count(): number {
    return this.#states.size + this.#frames.size
  }

  /** Null where the byte cannot come. */
  step(state: GrammarState, byte: number): GrammarState | null {
    const known = state.next.get(byte)
    if (known !== undefined) return known
    const draft = newDraft()
    for (const { terminal, state: from, frame } of state.ways) {
      const to = terminal.step(from, byte)
      if (to !== -1) this.#arrive(terminal, to, frame, draft)
    }
    const next = this.#foundOrNull(draft)
    state.next.set(byte, next)
    return next
  }

  /** A token as its bytes or, where the grammar asks for it by id, as itself. Null where it cannot come. */
  accept(state: GrammarState, token: number, bytes: Uint8Array): GrammarState | null {
    const draft = newDraft()
    for (const { terminal, frame } of state.tokenWays) {
      if (terminal.token === token) this.#leave(frame, draft)
    }
    let at: GrammarState | null = bytes.length === 0 ? null : state
    for (const byte of bytes) at = at === null ? null : this.step(at, byte)
    for (const way of at?.ways ?? []) addWay(draft, way)
    for (const way of at?.tokenWays ?? []) addTokenWay(draft, way)
    draft.isDone ||= at?.isDone === true
    return this.#foundOrNull(draft)
  }

  /** The state of a text whose word has just ended before `frame`. */
  after(frame: Frame | null): GrammarState {
    const known = frame === null ? this.#done : frame.after
    if (known !== null) return known
    const draft = newDraft()
    this.#leave(frame, draft)
    const state = this.#found(draft)
    if (frame === null) this.#done = state
    else frame.after = state
    return state
  }

  #arrive(terminal: Terminal, state: number, frame: Frame | null, draft: Draft): void {
    if (terminal.isOpen(state)) addWay(draft, { terminal, state, frame })
    if (terminal.accepts(state)) this.#leave(frame, draft)
  }

  #leave(frame: Frame | null, draft: Draft): void {
    if (frame === null) draft.isDone = true
    else this.#enter(frame, draft)
  }

  #enter(place: Place, draft: Draft): void {
    const { alternative, at, parent, depth } = place
    const symbol = alternative.symbols[at]
    if (symbol === undefined) {
      this.#leave(parent, draft)
      return
    }
    const isLast = at + 1 === alternative.symbols.length
    const rest = isLast ? parent : this.#frame({ alternative, at: at + 1, parent, depth })
    if (symbol instanceof Rule) this.#enterRule(symbol, rest, depth, draft)
    else if (symbol instanceof TokenTerminal) addTokenWay(draft, { terminal: symbol, frame: rest })
    else this.#arrive(symbol, symbol.start, rest, draft)
  }

  #enterRule(rule: Rule, rest: Frame | null, depth: number, draft: Draft): void {
    const inner = depth + (rule.isNesting ? 1 : 0)
    for (const alternative of rule.alternatives) {
      if (inner + alternative.height > NESTING_MAX) continue
      const key = `${alternative.id},${idOf(rest)},${inner}`
      if (draft.entered.has(key)) continue
      draft.entered.add(key)
      this.#enter({ alternative, at: 0, parent: rest, depth: inner }, draft)
    }
  }

  #frame({ alternative, at, parent, depth }: Place): Frame {
    const key = `${alternative.id},${at},${idOf(parent)},${depth}`
    const known = this.#frames.get(key)
    if (known !== undefined) return known
    const frame = { id: this.#frames.size, alternative, at, parent, depth, after: null }
    this.#frames.set(key, frame)
    return frame
  }

  #foundOrNull(draft: Draft): GrammarState | null {
    const isNone = draft.ways.size === 0 && draft.tokenWays.size === 0 && !draft.isDone
    return isNone ? null : this.#found(draft)
  }

  #found({ ways, tokenWays, isDone }: Draft): GrammarState {
    const keys = [...ways.keys(), ...tokenWays.keys()].sort()
    const key = `${isDone}|${keys.join('|')}`
    const known = this.#states.get(key)
    if (known !== undefined) return known
    assert(isDone || keys.length > 0, 'a text that has come so far can go on')
    const state: GrammarState = {
      ways: [...ways.values()],
      tokenWays: [...tokenWays.values()],
      isDone,
      next: new Map(),
      mask: null,
    }
    this.#states.set(key, state)
    return state
  }
}

function addWay(draft: Draft, way: Way): void {
  draft.ways.set(`${way.terminal.id},${way.state},${idOf(way.frame)}`, way)
}

function addTokenWay(draft: Draft, way: TokenWay): void {
  draft.tokenWays.set(`${way.terminal.id},t,${idOf(way.frame)}`, way)
}
