/** A memory as MCP clients see it: mem0's field names, ISO times, plus what Loci knows of its source. */

import { z } from 'zod'
import type { Memory } from '../memory/memory.ts'

type Cube = Awaited<ReturnType<Memory['get']>>

export const memoryView = z.object({
  id: z.string(),
  memory: z.string().describe('The text.'),
  user_id: z.string().optional(),
  agent_id: z.string().optional(),
  run_id: z.string().optional(),
  said_at: z.string().describe('When it was said, ISO 8601.'),
  created_at: z.string(),
  updated_at: z.string(),
  speaker: z.string().optional(),
  session: z.string().optional(),
  caption: z.string().optional().describe('What a picture that came with it shows.'),
  expiration_date: z.string().optional(),
  version: z.number(),
  metadata: z.record(z.string(), z.unknown()),
})

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

export function viewOf(cube: Cube): z.output<typeof memoryView> {
  const { id, text, scope, speaker, session, caption, expiresAtMs, version, metadata } = cube
  return {
    id,
    memory: text,
    ...(scope.user === undefined ? {} : { user_id: scope.user }),
    ...(scope.agent === undefined ? {} : { agent_id: scope.agent }),
    ...(scope.run === undefined ? {} : { run_id: scope.run }),
    said_at: iso(cube.saidAtMs),
    created_at: iso(cube.createdAtMs),
    updated_at: iso(cube.updatedAtMs),
    ...(speaker === null ? {} : { speaker }),
    ...(session === null ? {} : { session }),
    ...(caption === null ? {} : { caption }),
    ...(expiresAtMs === null ? {} : { expiration_date: iso(expiresAtMs) }),
    version,
    metadata: { ...metadata },
  }
}

export const hitView = memoryView.extend({
  score: z.number().describe('0-1, comparable within one answer only.'),
  why: z.array(z.string()).describe('What made it match.'),
})
