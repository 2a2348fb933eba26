/**
 * Stop strings over text that comes in pieces: what may be shown now, and whether the answer ends.
 *
 * What could still become a stop string is held back, never more than the longest of them. The answer ends at the first that is
 * complete, of two complete at the same place the longer one; so how the text was cut into pieces changes nothing.
 */

import { LociError } from '../errors.ts'

export const STOPS_MAX = 16
export const STOP_LENGTH_MAX = 1_024

/** INPUT_INVALID with what is wrong. */
export function checkStops(stops: readonly string[]): void {
  const refuse = (says: string): never => {
    throw new LociError('INPUT_INVALID', says, { details: { field: 'stop' } })
  }
  if (stops.length > STOPS_MAX) {
    refuse(`there are ${stops.length} stop strings; ${STOPS_MAX} can be`)
  }
  for (const stop of stops) {
    if (stop === '') refuse('a stop string is empty; every text would end at once')
    if (stop.length > STOP_LENGTH_MAX) {
      refuse(`a stop string has ${stop.length} characters; ${STOP_LENGTH_MAX} can be`)
    }
  }
}

export interface ShownText {
  readonly text: string
  readonly isStopped: boolean
}

export class StopText {
  readonly #stops: readonly string[]
  #held = ''

  constructor(stops: readonly string[]) {
    this.#stops = stops
  }

  put(piece: string): ShownText {
    const text = this.#held + piece
    const cut = firstStop(text, this.#stops)
    if (cut !== null) {
      this.#held = ''
      return { text: text.slice(0, cut), isStopped: true }
    }
    const heldCount = heldBack(text, this.#stops)
    this.#held = text.slice(text.length - heldCount)
    return { text: text.slice(0, text.length - heldCount), isStopped: false }
  }

  /** What was held back: nothing follows that could complete it. */
  close(): string {
    const held = this.#held
    this.#held = ''
    return held
  }
}

/** Where the first complete stop string begins; null: none is complete. */
function firstStop(text: string, stops: readonly string[]): number | null {
  let from: number | null = null
  let end = Number.POSITIVE_INFINITY
  for (const stop of stops) {
    const at = text.indexOf(stop)
    if (at === -1) continue
    const stopEnd = at + stop.length
    if (stopEnd < end || (stopEnd === end && at < from!)) {
      from = at
      end = stopEnd
    }
  }
  return from
}

/** Length of the longest end of `text` that begins a stop string. */
function heldBack(text: string, stops: readonly string[]): number {
  let most = 0
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > most; length -= 1) {
      if (text.endsWith(stop.slice(0, length))) most = length
    }
  }
  return most
}
