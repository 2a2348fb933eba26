/**
 * A cube as mem0's `Memory` shows a memory, and its versions as its history.
 *
 * Identities come from the cube's scope; a `user_id` inside the metadata is metadata. mem0 itself shows them in snake_case here, so both
 * spellings are there.
 */

import { historySteps } from '../memory/history-steps.ts'
import type { ChannelScore } from '../memory/memory.ts'
import { expiryText } from '../memory/moment-of.ts'
import type { Cube, CubeVersion, Metadata } from './memory-types.ts'

export type Mem0Event = 'ADD' | 'UPDATE' | 'DELETE'

export interface Mem0Item {
  readonly id: string
  readonly memory: string
  /** MD5 of the text. */
  readonly hash: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly metadata: Metadata
  readonly userId?: string
  readonly agentId?: string
  readonly runId?: string
  readonly user_id?: string
  readonly agent_id?: string
  readonly run_id?: string
  /** Last day on which it holds. */
  readonly expirationDate?: string
  /** Of a search. */
  readonly score?: number
  /** Of a search with `explain`. */
  readonly scoreDetails?: readonly ChannelScore[]
  /** Of an add. */
  readonly event?: Mem0Event
}

/** A row as mem0's history store has it, in both spellings. */
export interface Mem0HistoryRow {
  readonly id: string
  readonly memoryId: string
  readonly previousValue: string | null
  readonly newValue: string | null
  readonly action: Mem0Event
  readonly createdAt: string
  readonly updatedAt: string
  readonly isDeleted: boolean
  readonly memory_id: string
  readonly previous_value: string | null
  readonly new_value: string | null
  readonly created_at: string
  readonly updated_at: string
  readonly is_deleted: 0 | 1
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

/** The digest is loaded here and not before: importing the class must load nothing of Node. */
export async function mem0Item(cube: Cube): Promise<Mem0Item> {
  const { md5Hex } = await import('../host/digest.ts')
  const { user, agent, run } = cube.scope
  const expirationDate = expiryText(cube.expiresAtMs)
  return {
    id: cube.id,
    memory: cube.text,
    hash: md5Hex(cube.text),
    createdAt: iso(cube.createdAtMs),
    updatedAt: iso(cube.updatedAtMs),
    metadata: cube.metadata,
    ...(user === undefined ? {} : { userId: user, user_id: user }),
    ...(agent === undefined ? {} : { agentId: agent, agent_id: agent }),
    ...(run === undefined ? {} : { runId: run, run_id: run }),
    ...(expirationDate === null ? {} : { expirationDate }),
  }
}

/** With the event where old versions had it, and where new ones have it. */
export async function eventItem(cube: Cube, event: Mem0Event): Promise<Mem0Item> {
  const item = await mem0Item(cube)
  return { ...item, event, metadata: { ...item.metadata, event } }
}

/** Newest first, as mem0's store gives them. */
export function mem0History(versions: readonly CubeVersion[]): Mem0HistoryRow[] {
  return historySteps(versions)
    .map(({ event, oldText, newText, version: { cube } }): Mem0HistoryRow => {
      const [createdAt, updatedAt] = [iso(cube.createdAtMs), iso(cube.updatedAtMs)]
      const isDeleted = event === 'DELETE'
      return {
        id: `${cube.id}:${cube.version}`,
        memoryId: cube.id,
        previousValue: oldText,
        newValue: newText,
        action: event,
        createdAt,
        updatedAt,
        isDeleted,
        memory_id: cube.id,
        previous_value: oldText,
        new_value: newText,
        created_at: createdAt,
        updated_at: updatedAt,
        is_deleted: isDeleted ? 1 : 0,
      }
    })
    .reverse()
}
