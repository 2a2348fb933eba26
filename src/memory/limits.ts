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
/** Owners of memories that one filter may ask for. */
export const FILTER_SCOPES_MAX = 64
/** Memory that loaded scopes may keep alive; the least recently asked goes first. */
export const LOADED_BYTES_MAX = 512 * 1024 * 1024
/** Recall marks kept in memory before they are written in one transaction. */
export const USAGE_MARKS_MAX = 1_000
/** How often a change is tried again when another writer got in between. */
export const CONFLICT_RETRIES_MAX = 5
/** Token states are kept while a scope has at most so many rows: some 12 kB a turn on disk, four times that in memory. */
export const TOKEN_ROWS_MAX = 5_000
/** How long a recall waits for the vector of its question; then it goes on without. */
export const QUESTION_TIMEOUT_MS = 2_000
/** How long opening a memory waits until its encoder is open; it goes on opening behind. */
export const ENCODER_START_WAIT_MS = 5_000
/** How long the first question waits until an encoder is open. */
export const ENCODER_OPEN_TIMEOUT_MS = 10_000
/** After a failure the encoder of questions is left alone for so long. */
export const QUESTION_REST_MS = 5_000
/** Vectors of questions that are kept, so that a question asked again costs nothing. */
export const QUESTION_CACHE_BYTES = 8_388_608
/** How long a batch of texts may take before it counts as failed. */
export const BATCH_TIMEOUT_MS = 60_000
/** Texts of turns whose vectors are kept by what was asked, for the batch that is made again after a failure. */
export const EMBEDDER_CACHE_BYTES = 16_777_216
/** The longest pause between two tries of an embedder that fails. */
export const EMBED_BACKOFF_MS_MAX = 60_000
/** Texts that the embedder refuses and that are set aside until they change or the process starts anew. */
export const EMBED_ASIDE_MAX = 1_000
/** Rows of scopes whose order of turns is kept for the next change. */
export const EMBED_ORDER_ROWS_MAX = 500_000
/** Derived memories of scopes that were formed lately, kept so that forming the next window reads only what changed. */
export const FORMED_CUBES_KEPT = 100_000
/** Characters of one derived memory. */
export const FORMED_CHARACTERS_MAX = 16_384
/** Characters of each part of a fact. */
export const FACT_CHARACTERS_MAX = 1_024
/** Operations of one window that are looked at; what a pipeline asks beyond is refused and told. */
export const OPERATIONS_MAX = 1_000
/** Links of one cube. */
export const LINKS_PER_CUBE_MAX = 256
/** Characters of a model's answer that are kept when it could not be used. */
export const ATTEMPT_CHARACTERS_MAX = 65_536
/** Estimated tokens of the turns that are formed at once; a single longer turn is a window of its own. */
export const WINDOW_TOKENS_MAX = 1_024
/** Turns that are formed at once. */
export const WINDOW_TURNS_MAX = 50
/** Turns before a window that are shown for understanding. */
export const BEFORE_TURNS_MAX = 10
/** Turns that were cut last, of which those of the next window's session go before it. */
export const RECENT_TURNS_KEPT = 20
/** Windows of one exact scope that wait or run; beyond it turns are remembered all the same and formation lags. */
export const PENDING_WINDOWS_MAX = 200
/** Windows that one call of `form` waits for; the rest stays in the queue. */
export const WINDOWS_PER_CALL_MAX = 1_000
/** Windows, of different scopes, that one process forms at the same time. */
export const FORMING_MAX = 4
/** How often a window that gave nothing is begun before it counts as failed. */
export const FORMATION_TRIES_MAX = 3
/** How often a window is begun when whoever began it was stopped or killed. */
export const FORMATION_STARTS_MAX = 10
/** How long a window stays with whoever began it, unless that is renewed. */
export const FORMATION_LEASE_MS = 60_000
/** Pause before a second try; four times as long before the third. */
export const FORMATION_PAUSE_MS = 5_000
/** The longest pause between two tries, also where a model asks for a longer one. */
export const FORMATION_PAUSE_MS_MAX = 3_600_000
/** How often the worker looks for windows of other processes. */
export const FORMATION_POLL_MS = 5_000
/** Questions that a pipeline may ask a model about one window. */
export const QUESTIONS_PER_WINDOW_MAX = 200
/** Memories that are offered at once as near to a text. */
export const RELATED_MAX = 100
