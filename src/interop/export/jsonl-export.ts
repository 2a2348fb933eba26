/**
 * One JSON object a line, in the spelling that `loci import` reads back: same texts, times, speakers, sessions, scopes, metadata.
 *
 * Ids are written for reference; an import gives new ones. A turn whose text was changed since carries the words first said.
 */

import {
  type ExportedCube,
  type ExportFormat,
  type ExportMemory,
  exportedCubes,
  isoTime,
} from './export-format.ts'

async function line(memory: ExportMemory, cube: ExportedCube): Promise<string> {
  const { id, kind, text, caption, role, speaker, session, scope, metadata, expiresAtMs } = cube
  const [episodeId] = kind === 'turn' ? cube.provenance.episodes : []
  const episode = episodeId === undefined ? null : await memory.episode(episodeId)
  const extra = episode?.extra ?? {}
  const said = episode !== null && episode.text !== text ? { firstSaid: episode.text } : {}
  // Undefined fields are left out by JSON.stringify.
  return JSON.stringify({
    id,
    kind,
    ...scope,
    text,
    caption: caption ?? undefined,
    role: kind === 'turn' ? role : undefined,
    speaker: speaker ?? undefined,
    session: session ?? undefined,
    at: isoTime(cube.saidAtMs),
    expiresAt: expiresAtMs === null ? undefined : isoTime(expiresAtMs),
    metadata: Object.keys(metadata).length === 0 ? undefined : metadata,
    extra: Object.keys({ ...extra, ...said }).length === 0 ? undefined : { ...extra, ...said },
  })
}

export const jsonlExport: ExportFormat = {
  name: 'jsonl',
  summary: 'one JSON object a line; `loci import` reads it back',
  async *write(memory, scope) {
    for await (const cube of exportedCubes(memory, scope)) yield `${await line(memory, cube)}\n`
    const { entities, links } = await memory.graph(scope)
    for (const { name, type, scope: kept } of entities) {
      yield `${JSON.stringify({ type: 'entity', name, entityType: type, observations: [], ...kept })}\n`
    }
    for (const { source, relation, target, scope: kept } of links) {
      const relationLine = { type: 'relation', from: source, to: target, relationType: relation }
      yield `${JSON.stringify({ ...relationLine, ...kept })}\n`
    }
  },
}
