/**
 * Cuts turns into windows: what one run of a pipeline reads. Pure.
 *
 * A window holds turns of one session, in order, of at most WINDOW_TOKENS_MAX estimated tokens and WINDOW_TURNS_MAX turns; a longer turn is a window of
 * its own. Sessions that were going on at the same time are cut side by side. Before a window stand the last turns of its session.
 * Worked example: turns a1 b1 a2 of sessions a and b, all short, are the windows [a1 a2] and [b1].
 */

import type { Cube, CubeId } from '../../store/cube.ts'
import { type Scope, scopeKey } from '../../store/scope.ts'
import { isLive } from '../lifecycle.ts'
import {
  BEFORE_TURNS_MAX,
  RECENT_TURNS_KEPT,
  WINDOW_TOKENS_MAX,
  WINDOW_TURNS_MAX,
} from '../limits.ts'
import { estimateTokens } from '../token-estimate.ts'

export interface Window {
  readonly sources: readonly CubeId[]
  readonly before: readonly CubeId[]
}

interface OpenWindow {
  readonly sources: CubeId[]
  readonly before: readonly CubeId[]
  tokenCount: number
}

type Said = Pick<Cube, 'id' | 'session' | 'text' | 'caption'>

/** Whether memories are formed from a cube: what was said or stated in exactly this scope, and holds. */
export function isSource(cube: Cube, scope: Scope): boolean {
  const isSaid = cube.kind === 'turn' || cube.kind === 'note'
  return isSaid && isLive(cube) && scopeKey(cube.scope) === scopeKey(scope)
}

export class WindowCutter {
  readonly #windows: OpenWindow[] = []
  readonly #open = new Map<string | null, OpenWindow>()
  readonly #windowsMax: number
  readonly #recent: Said[]

  /** `recent`: turns before the first that will be taken, oldest first. */
  constructor(windowsMax: number, recent: readonly Said[] = []) {
    this.#windowsMax = windowsMax
    this.#recent = [...recent]
  }

  get windows(): readonly Window[] {
    return this.#windows
  }

  get recent(): readonly CubeId[] {
    return this.#recent.map(({ id }) => id)
  }

  /** False when there is no room for it: it was not taken. */
  take(cube: Said): boolean {
    const tokenCount = estimateTokens(cube.text) + estimateTokens(cube.caption ?? '')
    let window = this.#open.get(cube.session)
    const isFull =
      window === undefined ||
      window.tokenCount + tokenCount > WINDOW_TOKENS_MAX ||
      window.sources.length >= WINDOW_TURNS_MAX
    if (isFull) {
      if (this.#windows.length >= this.#windowsMax) return false
      window = { sources: [], before: this.#before(cube.session), tokenCount: 0 }
      this.#open.set(cube.session, window)
      this.#windows.push(window)
    }
    window!.sources.push(cube.id)
    window!.tokenCount += tokenCount
    this.skip(cube)
    return true
  }

  /** Goes by without being taken: it only stands before what follows. */
  skip(cube: Said): void {
    this.#recent.push(cube)
    if (this.#recent.length > RECENT_TURNS_KEPT) this.#recent.shift()
  }

  #before(session: string | null): CubeId[] {
    const same = this.#recent.filter((cube) => cube.session === session)
    return same.slice(-BEFORE_TURNS_MAX).map(({ id }) => id)
  }
}
