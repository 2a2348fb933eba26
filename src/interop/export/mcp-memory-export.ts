/**
 * The file of MCP's reference memory server: entities with their observations, then relations; lines joined by line breaks, none at
 * the end, as that server writes it.
 *
 * A note that names its entity in the metadata (as an import of such a file does) is an observation of it. Other memories have
 * no place in that file; they become observations of an entity `memories`, so that none is lost.
 */

import { observationOf } from '../../memory/observations.ts'
import { type ExportFormat, exportedCubes } from './export-format.ts'

const OTHERS = { name: 'memories', type: 'collection' } as const

export const mcpMemoryExport: ExportFormat = {
  name: 'mcp-memory',
  summary: "the JSONL file of MCP's reference memory server",
  async *write(memory, scope) {
    const { entities, links } = await memory.graph(scope)
    const typeByName = new Map(entities.map(({ name, type }) => [name, type]))
    const observationsByName = new Map<string, string[]>(entities.map(({ name }) => [name, []]))
    for await (const cube of exportedCubes(memory, scope)) {
      const { entity: name, text } = observationOf(cube) ?? { entity: OTHERS.name, text: cube.text }
      const observations = observationsByName.get(name) ?? []
      observations.push(text)
      observationsByName.set(name, observations)
    }
    let lineBreak = ''
    for (const [name, observations] of observationsByName) {
      const entityType = typeByName.get(name) ?? OTHERS.type
      yield `${lineBreak}${JSON.stringify({ type: 'entity', name, entityType, observations })}`
      lineBreak = '\n'
    }
    for (const { source, relation, target } of links) {
      const relationLine = { type: 'relation', from: source, to: target, relationType: relation }
      yield `${lineBreak}${JSON.stringify(relationLine)}`
      lineBreak = '\n'
    }
  },
}
