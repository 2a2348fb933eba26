/**
 * A pattern as a deterministic automaton over UTF-8 bytes: subset construction, product, and trimming.
 *
 * Invariant: from every state some accepted text can still be reached with the bytes of the alphabet, so that whoever follows it never
 * gets stuck. An alphabet is the bytes that a vocabulary has as tokens of their own. Bounded in states; no minimisation, since
 * automata here are small.
 */

import type { CharPattern, CharRange } from './char-pattern.ts'

export const AUTOMATON_STATES_MAX = 8_192
const NFA_STATES_MAX = 60_000

export interface ByteAutomaton {
  /** (states, 256): the next state, or -1. State 0 is the start. */
  readonly table: Int16Array
  /** (states) */
  readonly accepting: Uint8Array
}

/** `empty`: no text is accepted; `too-large`: beyond the bound on states. */
export type AutomatonOutcome = ByteAutomaton | 'empty' | 'too-large'

export type ByteAlphabet = (byte: number) => boolean

interface Edge {
  readonly first: number
  readonly last: number
  readonly to: number
}

/** The states before determinising: edges by bytes, and edges that take nothing. */
class Nfa {
  readonly edges: Edge[][] = []
  readonly silent: number[][] = []

  newState(): number {
    this.edges.push([])
    this.silent.push([])
    if (this.edges.length > NFA_STATES_MAX) throw new TooLarge()
    return this.edges.length - 1
  }

  join(from: number, to: number): void {
    this.silent[from]!.push(to)
  }
}

/** Leaves the construction at once; caught in `compileAutomaton`. */
class TooLarge extends Error {}

/** Code points that end an encoding's length. */
const lengthEnds = [0x7f, 0x7ff, 0xffff, 0x10ffff] as const

function utf8Of(code: number): number[] {
  if (code <= 0x7f) return [code]
  if (code <= 0x7ff) return [0xc0 | (code >> 6), 0x80 | (code & 63)]
  if (code <= 0xffff) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
  return [
    0xf0 | (code >> 18),
    0x80 | ((code >> 12) & 63),
    0x80 | ((code >> 6) & 63),
    0x80 | (code & 63),
  ]
}

/** A range as sequences of ranges of bytes. Example: U+0700 to U+0900 is DC-DF 80-BF, E0 A0-A3 80-BF and E0 A4 80. */
function* byteRanges([first, last]: CharRange): Generator<CharRange[]> {
  let from = first
  for (const end of lengthEnds) {
    if (from > last) return
    if (from > end) continue
    yield* sameLength(from, Math.min(last, end))
    from = end + 1
  }
}

function* sameLength(first: number, last: number): Generator<CharRange[]> {
  const from = utf8Of(first)
  const to = utf8Of(last)
  for (let tail = 1; tail < from.length; tail += 1) {
    const mask = (1 << (6 * tail)) - 1
    if ((first & ~mask) === (last & ~mask)) continue
    if ((first & mask) !== 0) {
      yield* sameLength(first, first | mask)
      yield* sameLength((first | mask) + 1, last)
      return
    }
    if ((last & mask) !== mask) {
      yield* sameLength(first, (last & ~mask) - 1)
      yield* sameLength(last & ~mask, last)
      return
    }
  }
  yield from.map((byte, at) => [byte, to[at]!] as const)
}

function addSet(nfa: Nfa, ranges: readonly CharRange[], from: number, to: number): void {
  for (const range of ranges) {
    for (const bytes of byteRanges(range)) {
      let at = from
      for (const [index, [first, last]] of bytes.entries()) {
        const next = index === bytes.length - 1 ? to : nfa.newState()
        nfa.edges[at]!.push({ first, last, to: next })
        at = next
      }
    }
  }
}

/** Adds the pattern behind `from`; the state behind the pattern. */
function addPattern(nfa: Nfa, pattern: CharPattern, from: number): number {
  switch (pattern.kind) {
    case 'set': {
      const to = nfa.newState()
      addSet(nfa, pattern.ranges, from, to)
      return to
    }
    case 'sequence':
      return pattern.parts.reduce((at, part) => addPattern(nfa, part, at), from)
    case 'choice': {
      const to = nfa.newState()
      for (const option of pattern.options) nfa.join(addPattern(nfa, option, from), to)
      return to
    }
    case 'repeat':
      return addRepeat(nfa, pattern, from)
    default:
      return pattern satisfies never
  }
}

function addRepeat(
  nfa: Nfa,
  { part, min, max }: Extract<CharPattern, { kind: 'repeat' }>,
  from: number,
): number {
  let at = from
  for (let count = 0; count < min; count += 1) at = addPattern(nfa, part, at)
  const to = nfa.newState()
  nfa.join(at, to)
  if (max === null) {
    const loop = nfa.newState()
    nfa.join(at, loop)
    const end = addPattern(nfa, part, loop)
    nfa.join(end, loop)
    nfa.join(end, to)
    return to
  }
  for (let count = min; count < max; count += 1) {
    // A state of its own, because an option's edges start where it is entered.
    const entry = nfa.newState()
    nfa.join(at, entry)
    at = addPattern(nfa, part, entry)
    nfa.join(at, to)
  }
  return to
}

function closureOf(nfa: Nfa, states: Iterable<number>): number[] {
  const seen = new Set<number>(states)
  for (const state of seen) for (const next of nfa.silent[state]!) seen.add(next)
  return [...seen].sort((a, b) => a - b)
}

/** Grows rows as states are found; `find` gives the number of a key's state. */
class Rows {
  readonly rows: Int16Array[] = []
  readonly accepting: number[] = []
  readonly #byKey = new Map<string, number>()

  find(key: string, isAccepting: boolean): { state: number; isNew: boolean } {
    const known = this.#byKey.get(key)
    if (known !== undefined) return { state: known, isNew: false }
    const state = this.rows.length
    if (state >= AUTOMATON_STATES_MAX) throw new TooLarge()
    this.#byKey.set(key, state)
    this.rows.push(new Int16Array(256).fill(-1))
    this.accepting.push(isAccepting ? 1 : 0)
    return { state, isNew: true }
  }
}

function determinise(nfa: Nfa, start: number, end: number, alphabet: ByteAlphabet): Rows {
  const rows = new Rows()
  const sets: number[][] = []
  const find = (set: number[]): number => {
    const { state, isNew } = rows.find(set.join(), set.includes(end))
    if (isNew) sets.push(set)
    return state
  }
  find(closureOf(nfa, [start]))
  for (let state = 0; state < sets.length; state += 1) {
    const edges = sets[state]!.flatMap((one) => nfa.edges[one]!)
    const cuts = new Set([0, 256, ...edges.flatMap(({ first, last }) => [first, last + 1])])
    const ordered = [...cuts].sort((a, b) => a - b)
    for (let at = 0; at + 1 < ordered.length; at += 1) {
      const from = ordered[at]!
      const targets = edges.filter(({ first, last }) => first <= from && from <= last)
      if (targets.length === 0) continue
      const next = find(closureOf(nfa, new Set(targets.map(({ to }) => to))))
      for (let byte = from; byte < ordered[at + 1]!; byte += 1) {
        if (alphabet(byte)) rows.rows[state]![byte] = next
      }
    }
  }
  return rows
}

/** Takes out every way that cannot end well. */
export function trimAutomaton({
  rows,
  accepting,
}: Pick<Rows, 'rows' | 'accepting'>): ByteAutomaton | 'empty' {
  const sources: number[][] = rows.map(() => [])
  for (const [state, row] of rows.entries()) {
    for (const next of new Set(row)) if (next !== -1) sources[next]!.push(state)
  }
  const live = new Set<number>(accepting.flatMap((flag, state) => (flag === 1 ? [state] : [])))
  for (const state of live) for (const source of sources[state]!) live.add(source)
  if (!live.has(0)) return 'empty'
  const table = new Int16Array(rows.length * 256)
  for (const [state, row] of rows.entries()) {
    table.set(
      row.map((next) => (live.has(next) ? next : -1)),
      state * 256,
    )
  }
  return { table, accepting: Uint8Array.from(accepting) }
}

function bounded(build: () => AutomatonOutcome): AutomatonOutcome {
  try {
    return build()
  } catch (error) {
    // The bound on states is an expected outcome; anything else is ours.
    if (error instanceof TooLarge) return 'too-large'
    throw error
  }
}

export function compileAutomaton(pattern: CharPattern, alphabet: ByteAlphabet): AutomatonOutcome {
  return bounded(() => {
    const nfa = new Nfa()
    const start = nfa.newState()
    const end = addPattern(nfa, pattern, start)
    return trimAutomaton(determinise(nfa, start, end, alphabet))
  })
}

/** Texts of `a` that are, or are not, texts of `b`. */
export function combineAutomata(
  a: ByteAutomaton,
  b: ByteAutomaton,
  how: 'and' | 'and-not',
): AutomatonOutcome {
  return bounded(() => {
    const rows = new Rows()
    const pairs: [number, number][] = []
    const find = (left: number, right: number): number => {
      const isInRight = right !== -1 && b.accepting[right] === 1
      const isAccepting = a.accepting[left] === 1 && isInRight === (how === 'and')
      const { state, isNew } = rows.find(`${left},${right}`, isAccepting)
      if (isNew) pairs.push([left, right])
      return state
    }
    find(0, 0)
    for (let state = 0; state < pairs.length; state += 1) {
      const [left, right] = pairs[state]!
      for (let byte = 0; byte < 256; byte += 1) {
        const nextLeft = a.table[left * 256 + byte]!
        const nextRight = right === -1 ? -1 : b.table[right * 256 + byte]!
        if (nextLeft === -1 || (how === 'and' && nextRight === -1)) continue
        rows.rows[state]![byte] = find(nextLeft, nextRight)
      }
    }
    return trimAutomaton(rows)
  })
}
