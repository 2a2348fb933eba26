/**
 * What is known of programs across their turns: when each began, how long its tools take, and what the cache keeps for its next turn.
 *
 * The facts that a retention policy decides by (Continuum, arXiv 2511.02230) are gathered here: histories of tool durations, a running mean of the
 * time that requests waited, and how far the number of turns left follows from the turns done. Pins expire, and can be taken back at
 * any time, the program that came last first. Bounded: the program that was silent longest is forgotten.
 */

import type { KvPin } from '../kv/kv-layout.ts'
import type { TurnFacts } from '../policy/retention/turn-policy.ts'
import { assert } from '../stdx/assert.ts'

/** Weight of the newest delay in the mean. */
const DELAY_SHARE = 0.1
/** Tools with a history of their own. */
const TOOLS_MAX = 1024

interface Program {
  readonly firstArrivalMs: number
  turnCount: number
  /** What runs since the last turn ended. */
  timer: { readonly tool: string | null; readonly startedAtMs: number } | null
  pin: { readonly pin: KvPin; readonly keptAtMs: number; readonly expiresAtMs: number } | null
}

export type ProgramFacts = Pick<
  TurnFacts,
  'tool' | 'queueDelayMs' | 'toolDurationsMs' | 'allDurationsMs' | 'memoryfulness'
>

export interface LedgerBounds {
  readonly programsMax: number
  readonly toolHistoryMax: number
}

export class ProgramLedger {
  readonly #bounds: LedgerBounds
  readonly #unpin: (pin: KvPin) => void
  /** The one that was silent longest first. */
  readonly #programs = new Map<string, Program>()
  readonly #durations = new Map<string, number[]>()
  readonly #allDurations: number[] = []
  readonly #turns = new TurnCorrelation()
  #pinCount = 0
  /** No pin expires before it. */
  #expiryMsMin = Number.POSITIVE_INFINITY
  #queueDelayMs = 0
  #nowMs = 0
  #keptMs = 0
  #wastedMs = 0
  #revokedCount = 0

  constructor(bounds: LedgerBounds, unpin: (pin: KvPin) => void) {
    this.#bounds = bounds
    this.#unpin = unpin
  }

  get pinCount(): number {
    return this.#pinCount
  }

  /** Time that pins were held, summed over them; of it by pins that no turn came for; pins that were taken back. */
  get kept(): {
    readonly keptMs: number
    readonly wastedMs: number
    readonly revokedCount: number
  } {
    return { keptMs: this.#keptMs, wastedMs: this.#wastedMs, revokedCount: this.#revokedCount }
  }

  /** What a retention policy may know of programs before this tool runs. */
  factsOf(tool: string | null): ProgramFacts {
    return {
      tool,
      queueDelayMs: this.#queueDelayMs,
      toolDurationsMs: tool === null ? [] : (this.#durations.get(tool) ?? []),
      allDurationsMs: this.#allDurations,
      memoryfulness: this.#turns.memoryfulness(),
    }
  }

  pins(): readonly KvPin[] {
    return [...this.#programs.values()].flatMap(({ pin }) => pin?.pin ?? [])
  }

  isPinned(name: string | undefined): boolean {
    return name !== undefined && this.#programs.get(name)?.pin != null
  }

  /** A turn came: what ran since the last one has ended. Returns when the program began. */
  arrive(name: string, nowMs: number): number {
    const known = this.#programs.get(name)
    if (known === undefined) {
      this.#makeRoom()
      this.#programs.set(name, { firstArrivalMs: nowMs, turnCount: 1, timer: null, pin: null })
      return nowMs
    }
    this.#programs.delete(name)
    this.#programs.set(name, known)
    known.turnCount += 1
    if (known.timer !== null) this.#took(known.timer.tool, nowMs - known.timer.startedAtMs)
    known.timer = null
    return known.firstArrivalMs
  }

  /** A request was admitted for the first time, after so long. */
  waited(delayMs: number): void {
    this.#queueDelayMs += DELAY_SHARE * (delayMs - this.#queueDelayMs)
  }

  /** A turn ended; `pin` is kept for the next one. */
  end(
    name: string,
    turn: { tool: string | null; isLast: boolean; nowMs: number },
    kept: { pin: KvPin; expiresAtMs: number } | null,
  ): void {
    const program = this.#programs.get(name)
    if (program === undefined) {
      if (kept !== null) this.#unpin(kept.pin)
      return
    }
    this.#nowMs = turn.nowMs
    this.#drop(name, false)
    if (turn.isLast) {
      assert(kept === null, 'nothing is kept after the last turn')
      this.#turns.add(program.turnCount)
      this.#programs.delete(name)
      return
    }
    program.timer = { tool: turn.tool, startedAtMs: turn.nowMs }
    program.pin = kept && { ...kept, keptAtMs: turn.nowMs }
    if (kept === null) return
    this.#pinCount += 1
    this.#expiryMsMin = Math.min(this.#expiryMsMin, kept.expiresAtMs)
  }

  /** Its next turn has its blocks: what was kept for a program is a prefix like any other again. */
  release(name: string | undefined): void {
    this.#drop(name, true)
  }

  #drop(name: string | undefined, isUsed: boolean): void {
    const program = name === undefined ? undefined : this.#programs.get(name)
    if (program?.pin == null) return
    const { pin, keptAtMs, expiresAtMs } = program.pin
    const heldMs = Math.max(0, Math.min(this.#nowMs, expiresAtMs) - keptAtMs)
    this.#keptMs += heldMs
    if (!isUsed) this.#wastedMs += heldMs
    this.#unpin(pin)
    program.pin = null
    this.#pinCount -= 1
  }

  expire(nowMs: number): void {
    this.#nowMs = nowMs
    if (nowMs < this.#expiryMsMin) return
    this.#expiryMsMin = Number.POSITIVE_INFINITY
    for (const [name, { pin }] of this.#programs) {
      if (pin === null) continue
      if (pin.expiresAtMs <= nowMs) this.#drop(name, false)
      else this.#expiryMsMin = Math.min(this.#expiryMsMin, pin.expiresAtMs)
    }
  }

  /** Takes back what is kept for the program that came last; false: nothing is kept. */
  revoke(): boolean {
    if (this.#pinCount === 0) return false
    let latest: string | undefined
    let latestMs = Number.NEGATIVE_INFINITY
    for (const [name, { pin, firstArrivalMs }] of this.#programs) {
      if (pin === null || firstArrivalMs < latestMs) continue
      latest = name
      latestMs = firstArrivalMs
    }
    this.#drop(latest, false)
    this.#revokedCount += 1
    return true
  }

  /** Not after the next pin expires. */
  get nextExpiryMs(): number {
    return this.#expiryMsMin
  }

  #makeRoom(): void {
    if (this.#programs.size < this.#bounds.programsMax) return
    const [oldest] = this.#programs.keys()
    this.#drop(oldest, false)
    this.#programs.delete(oldest!)
  }

  #took(tool: string | null, durationMs: number): void {
    append(this.#allDurations, durationMs, this.#bounds.toolHistoryMax)
    if (tool === null) return
    let durations = this.#durations.get(tool)
    if (durations === undefined) {
      if (this.#durations.size >= TOOLS_MAX) return
      durations = []
      this.#durations.set(tool, durations)
    }
    append(durations, durationMs, this.#bounds.toolHistoryMax)
  }
}

function append(history: number[], value: number, countMax: number): void {
  history.push(value)
  if (history.length > countMax) history.shift()
}

/** Minus the correlation of turns done and turns left, over the turns of all programs that ended. */
class TurnCorrelation {
  #count = 0
  #done = 0
  #left = 0
  #doneSquares = 0
  #leftSquares = 0
  #products = 0

  add(turnCount: number): void {
    for (let done = 1; done <= turnCount; done += 1) {
      const left = turnCount - done
      this.#count += 1
      this.#done += done
      this.#left += left
      this.#doneSquares += done * done
      this.#leftSquares += left * left
      this.#products += done * left
    }
  }

  /** 0 while nothing can be said. */
  memoryfulness(): number {
    const count = this.#count
    const doneSpread = count * this.#doneSquares - this.#done ** 2
    const leftSpread = count * this.#leftSquares - this.#left ** 2
    if (doneSpread <= 0 || leftSpread <= 0) return 0
    return -(count * this.#products - this.#done * this.#left) / Math.sqrt(doneSpread * leftSpread)
  }
}
