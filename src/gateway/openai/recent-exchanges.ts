/**
 * What chats left in memory lately: so that a retry is not taken for something said again, and a conversation is not shown to its
 * own model a second time as memory.
 *
 * Bounded in number. A retry counts within a window only: the same words an hour later are a new event. Lives in this process; after
 * a restart, or in another process, a retry is remembered twice and a conversation may see its own turns, which loses nothing.
 */

import { sha256Hex } from '../../host/digest.ts'
import { LruMap } from '../../stdx/lru-map.ts'
import type { CubeId } from '../../store/cube.ts'
import { type Scope, scopeKey } from '../../store/scope.ts'
import { CHAT_RETRIES_KEPT_MAX, CHAT_RETRY_WINDOW_MS, CHAT_TURNS_KEPT_MAX } from '../limits.ts'
import type { ChatMessage } from './chat-body.ts'

type Said = Pick<ChatMessage, 'role' | 'text'>

function turnKey(scope: Scope, { role, text }: Said): string {
  return sha256Hex(`${scopeKey(scope)}\n${role}\n${text}`)
}

export class RecentExchanges {
  readonly #putAtMs = new LruMap<string, number>(CHAT_RETRIES_KEPT_MAX)
  readonly #ids = new LruMap<string, CubeId>(CHAT_TURNS_KEPT_MAX)

  /** True the first time within the window; the mark stands until `drop`. */
  put(key: string, nowMs: number): boolean {
    const before = this.#putAtMs.get(key)
    const isRecent = before !== undefined && Math.abs(nowMs - before) < CHAT_RETRY_WINDOW_MS
    if (!isRecent) this.#putAtMs.put(key, nowMs)
    return !isRecent
  }

  /** What could not be remembered may be tried again. */
  drop(key: string): void {
    this.#putAtMs.delete(key)
  }

  putTurn(scope: Scope, said: Said, id: CubeId): void {
    this.#ids.put(turnKey(scope, said), id)
  }

  /** The cubes that messages of a conversation became. */
  idsOf(scope: Scope, messages: readonly Said[]): CubeId[] {
    return messages.flatMap((one) => this.#ids.get(turnKey(scope, one)) ?? [])
  }
}
