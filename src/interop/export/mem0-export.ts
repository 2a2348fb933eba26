/** mem0's shape: `{"results": [{id, memory, created_at, user_id, ...}]}`, for its import and for its clients. */

import { type ExportedCube, type ExportFormat, exportedCubes, isoTime } from './export-format.ts'

function memoryOf(cube: ExportedCube): Record<string, unknown> {
  const { id, text, caption, scope, metadata, expiresAtMs, role, kind, speaker } = cube
  return {
    id,
    memory: caption === null ? text : `${text} [${caption}]`.trim(),
    created_at: isoTime(cube.saidAtMs),
    updated_at: isoTime(cube.updatedAtMs),
    user_id: scope.user,
    agent_id: scope.agent,
    run_id: scope.run,
    role: kind === 'turn' ? role : undefined,
    actor_id: speaker ?? undefined,
    expiration_date: expiresAtMs === null ? undefined : isoTime(expiresAtMs),
    metadata: Object.keys(metadata).length === 0 ? undefined : metadata,
  }
}

export const mem0Export: ExportFormat = {
  name: 'mem0',
  summary: "mem0's shape: {results: [{id, memory, user_id, ...}]}",
  async *write(memory, scope) {
    yield '{"results":['
    let separator = '\n'
    for await (const cube of exportedCubes(memory, scope)) {
      yield `${separator}${JSON.stringify(memoryOf(cube))}`
      separator = ',\n'
    }
    yield '\n]}\n'
  },
}
