/**
 * Observations: notes that say something of an entity of the graph, as MCP's reference memory server keeps them.
 *
 * A note is found by its own words, so an observation that does not name its entity gets the name in front; the metadata says so, and
 * the observation is read back without it. The entity that a note is about stands in its metadata as `entity`.
 */

import type { Cube, Metadata } from '../store/cube.ts'

export interface Observation {
  readonly entity: string
  readonly text: string
}

function lead(entity: string): string {
  return `${entity}: `
}

/** Text and metadata of the note that keeps an observation. */
export function observationNote({ entity, text }: Observation): {
  readonly text: string
  readonly metadata: Metadata
} {
  const isNamed = text.trim() !== '' && text.toLowerCase().includes(entity.toLowerCase())
  return isNamed
    ? { text, metadata: { entity } }
    : { text: lead(entity) + text, metadata: { entity, isPrefixed: true } }
}

/** Null for a memory that names no entity. A text that was changed since is read as it is now. */
export function observationOf(
  cube: Pick<Cube, 'text' | 'metadata' | 'version'>,
): Observation | null {
  const { entity, isPrefixed, observation } = cube.metadata
  if (typeof entity !== 'string') return null
  // What older imports wrote beside the text.
  if (typeof observation === 'string' && cube.version === 1) return { entity, text: observation }
  const hasLead = isPrefixed === true && cube.text.startsWith(lead(entity))
  return { entity, text: hasLead ? cube.text.slice(lead(entity).length) : cube.text }
}
