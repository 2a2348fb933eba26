/** The bounds of the answer cache. Each queue, map and list of it has one. */

export interface CacheLimits {
  readonly entriesMax: number
  /** Over questions, answers and vectors. */
  readonly bytesMax: number
  /** Concurrent calls to the model that others may join. */
  readonly flightsMax: number
  /** Kept for the dashboard: the last refusals of the gate. */
  readonly nearMissesMax: number
  /** Attributes of one entry, and characters of one name or value. */
  readonly attributesMax: number
  readonly attributeCharactersMax: number
  /** Memories that one answer may cite. */
  readonly citationsMax: number
  /** Ids listed in a dry run; the count is always whole. */
  readonly listedIdsMax: number
  /** Stored questions whose facts are kept ready for the gate. */
  readonly factsMax: number
}

export const defaultCacheLimits: CacheLimits = {
  entriesMax: 100_000,
  bytesMax: 512 * 1024 * 1024,
  flightsMax: 1_000,
  nearMissesMax: 200,
  attributesMax: 16,
  attributeCharactersMax: 256,
  citationsMax: 200,
  listedIdsMax: 1_000,
  factsMax: 2_000,
}

/** Candidates of one semantic search that the gate looks at. */
export const CANDIDATES_MAX = 8
