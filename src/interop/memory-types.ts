/** The types that Memory's calls take and give, by name: this folder knows memory alone, and not what lies under it. */

import type { Hit, Memory, Receipt } from '../memory/memory.ts'
import type { OpenMemoryOptions } from '../memory/open-memory.ts'

export type Cube = Hit['cube']
export type CubeId = Cube['id']
export type CubeKind = Cube['kind']
export type Metadata = Cube['metadata']
export type Role = Cube['role']
export type Scope = Cube['scope']
export type CubeVersion = Awaited<ReturnType<Memory['history']>>[number]
export type BatchId = Receipt['batch']
export type LogPosition = Receipt['position']
export type Model = NonNullable<OpenMemoryOptions['model']>

/** `{"user":"ada"}`; equal scopes have equal keys. */
export function keyOfScope({ user, agent, run }: Scope): string {
  return JSON.stringify({ user, agent, run })
}
