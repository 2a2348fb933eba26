/** The named bounds of memory calls. Past one, the call is refused whole with INPUT_TOO_LARGE or INPUT_INVALID. */

export const TURN_TEXT_BYTES_MAX = 1_048_576
export const METADATA_BYTES_MAX = 65_536
export const TURNS_PER_CALL_MAX = 10_000
export const QUERY_CHARACTERS_MAX = 32_768
export const TOP_K_MAX = 1_000
export const TOP_K_DEFAULT = 10
export const LIST_LIMIT_MAX = 1_000
export const LIST_LIMIT_DEFAULT = 100
export const IDS_PER_CALL_MAX = 10_000
export const LABEL_CHARACTERS_MAX = 256
export const CONTEXT_TOKENS_DEFAULT = 2_000
export const FILTER_DEPTH_MAX = 8
/** Memory that loaded scopes may keep alive; the least recently asked goes first. */
export const LOADED_BYTES_MAX = 512 * 1024 * 1024
/** Recall marks kept in memory before they are written in one transaction. */
export const USAGE_MARKS_MAX = 1_000
/** How often a change is tried again when another writer got in between. */
export const CONFLICT_RETRIES_MAX = 5
