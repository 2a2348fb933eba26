/**
 * A cube as mem0 shows a memory, and its versions as mem0's history.
 *
 * The identities come from the cube's scope; a `user_id` inside the metadata is metadata. `hash` is the MD5 of the text, as there.
 */

import { LociError } from '../../errors.ts'
import { md5Hex } from '../../host/digest.ts'
import { historySteps } from '../../memory/history-steps.ts'
import { isLive } from '../../memory/lifecycle.ts'
import type { Hit, Memory } from '../../memory/memory.ts'
import { expiryText } from '../../memory/moment-of.ts'
import type { Cube, CubeId } from '../../store/cube.ts'
import type { CubeVersion } from '../../store/store.ts'

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

export function itemOf(cube: Cube): Record<string, unknown> {
  const { scope, metadata } = cube
  return {
    id: cube.id,
    memory: cube.text,
    hash: md5Hex(cube.text),
    user_id: scope.user ?? null,
    agent_id: scope.agent ?? null,
    run_id: scope.run ?? null,
    app_id: metadata.app_id ?? null,
    actor_id: cube.speaker,
    role: cube.role,
    metadata,
    categories: metadata.categories ?? [],
    created_at: iso(cube.createdAtMs),
    updated_at: iso(cube.updatedAtMs),
    expiration_date: expiryText(cube.expiresAtMs),
    timestamp: iso(cube.saidAtMs),
  }
}

export function hitItem({ cube, score, why }: Hit, isExplained: boolean): Record<string, unknown> {
  return { ...itemOf(cube), score, ...(isExplained ? { score_details: why } : {}) }
}

export function historyItems(versions: readonly CubeVersion[]): object[] {
  return historySteps(versions).map(({ event, oldText, newText, version: { cube, batch } }) => ({
    id: `${cube.id}:${cube.version}`,
    memory_id: cube.id,
    user_id: cube.scope.user ?? null,
    old_memory: oldText,
    new_memory: newText,
    previous_value: oldText,
    new_value: newText,
    event,
    action: event,
    input: [],
    metadata: cube.metadata,
    categories: [],
    created_at: iso(cube.createdAtMs),
    updated_at: iso(cube.updatedAtMs),
    is_deleted: event === 'DELETE',
    role: cube.role,
    actor_id: cube.speaker,
    event_id: batch,
  }))
}

/** A memory that is there in mem0's sense: in the trash is gone. Throws MEMORY_NOT_FOUND, MEMORY_PURGED. */
export async function liveCube(memory: Pick<Memory, 'get'>, id: string): Promise<Cube> {
  const cube = await memory.get(id as CubeId)
  if (isLive(cube)) return cube
  throw new LociError('MEMORY_NOT_FOUND', `the memory ${id} was deleted`, {
    hint: 'It lies in the trash: POST /api/undo with the batch of its history brings it back.',
    details: { id },
  })
}
