/**
 * The file of MCP's reference memory server: entities with their observations, then relations.
 *
 * A note that names its entity in the metadata (as an import of such a file does) is an observation of it. Other memories have
 * no place in that file; they become observations of an entity `memories`, so that none is lost.
 */

import { type ExportedCube, type ExportFormat, exportedCubes } from './export-format.ts'

const OTHERS = { name: 'memories', type: 'collection' } as const

function observationOf(cube: ExportedCube): string {
  const { observation } = cube.metadata
  // A changed text is newer than the observation that it was imported from.
  return typeof observation === 'string' && cube.version === 1 ? observation : cube.text
}

export const mcpMemoryExport: ExportFormat = {
  name: 'mcp-memory',
  summary: "the JSONL file of MCP's reference memory server",
  async *write(memory, scope) {
    const { entities, links } = await memory.graph(scope)
    const typeByName = new Map(entities.map(({ name, type }) => [name, type]))
    const observationsByName = new Map<string, string[]>(entities.map(({ name }) => [name, []]))
    for await (const cube of exportedCubes(memory, scope)) {
      const { entity } = cube.metadata
      const name = typeof entity === 'string' ? entity : OTHERS.name
      const observations = observationsByName.get(name) ?? []
      observations.push(observationOf(cube))
      observationsByName.set(name, observations)
    }
    for (const [name, observations] of observationsByName) {
      const entityType = typeByName.get(name) ?? OTHERS.type
      yield `${JSON.stringify({ type: 'entity', name, entityType, observations })}\n`
    }
    for (const { source, relation, target } of links) {
      const relationLine = { type: 'relation', from: source, to: target, relationType: relation }
      yield `${JSON.stringify(relationLine)}\n`
    }
  },
}
