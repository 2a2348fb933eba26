/**
 * Free text up to a mark: any bytes, as long as the mark is not among them, or until it is complete.
 *
 * Automata of Knuth, Morris and Pratt over the mark's bytes (1977); for calls in bare JSON, one that only the beginning of the answer
 * can run into.
 */

import type { ByteAutomaton } from '../constraint/byte-automaton.ts'
import type { ConstraintVocabulary } from '../constraint/constraint-vocabulary.ts'
import { demandTerminal } from '../constraint/json-terminals.ts'
import type { Terminal } from '../constraint/terminal.ts'
import type { CallFormat } from './call-format.ts'
import { bareStart, type CallMark } from './call-mark.ts'

const encoder = new TextEncoder()

/** (bytes + 1, 256): how much of the mark a text ends with. Example: "aab", after "aa" and an "a", is at 2. */
function matcherOf(mark: Uint8Array): Int16Array {
  const table = new Int16Array((mark.length + 1) * 256)
  let restart = 0
  for (let state = 0; state <= mark.length; state += 1) {
    table.copyWithin(state * 256, restart * 256, restart * 256 + 256)
    if (state === 0) table.fill(0, 0, 256)
    if (state === mark.length) break
    const byte = mark[state]!
    restart = state === 0 ? 0 : table[restart * 256 + byte]!
    table[state * 256 + byte] = state + 1
  }
  return table
}

/** Text that has the mark at its end and nowhere before. */
export function textUntil(vocabulary: ConstraintVocabulary, mark: string): Terminal {
  const outcome = vocabulary.terminal(`text until ${mark}`, () => {
    const bytes = encoder.encode(mark)
    const table = matcherOf(bytes)
    table.fill(-1, bytes.length * 256)
    const accepting = new Uint8Array(bytes.length + 1)
    accepting[bytes.length] = 1
    return { table, accepting }
  })
  return demandTerminal(outcome)
}

function textWithout(mark: string): ByteAutomaton {
  const bytes = encoder.encode(mark)
  const table = matcherOf(bytes)
    .map((state) => (state === bytes.length ? -1 : state))
    .subarray(0, bytes.length * 256)
  return { table, accepting: new Uint8Array(bytes.length).fill(1) }
}

const anything: ByteAutomaton = {
  table: new Int16Array(256).fill(0),
  accepting: Uint8Array.of(1),
}

/** Any text that does not begin as `start` does; once it has gone another way, anything. */
function textBeside(start: ByteAutomaton): ByteAutomaton {
  const stateCount = start.accepting.length
  const table = new Int16Array((stateCount + 1) * 256).fill(stateCount)
  for (let at = 0; at < stateCount * 256; at += 1) {
    const next = start.table[at]!
    if (next !== -1) table[at] = start.accepting[next] === 1 ? -1 : next
  }
  return { table, accepting: new Uint8Array(stateCount + 1).fill(1) }
}

/** Text in which no call begins. */
export function textUnless(
  vocabulary: ConstraintVocabulary,
  mark: CallMark,
  format: CallFormat,
): Terminal {
  const key = `text unless ${JSON.stringify([mark, format.fields, format.opening])}`
  const outcome = vocabulary.terminal(key, () => {
    if (mark.kind === 'token') return anything
    if (mark.kind === 'text') return textWithout(mark.text)
    const start = vocabulary.compile(bareStart(format))
    return typeof start === 'string' ? anything : textBeside(start)
  })
  return demandTerminal(outcome)
}
