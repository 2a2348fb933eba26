/**
 * The named bounds of the gateway. Past one, a request is refused with INPUT_TOO_LARGE or TOO_BUSY and nothing has happened.
 *
 * `GatewayLimits` may be set by whoever opens a gateway; the constants may not. What one memory may hold is bounded in
 * `memory/limits.ts`, not here.
 */

export interface GatewayLimits {
  /** One request body, imports aside. */
  readonly bodyBytesMax: number
  /** One import. */
  readonly importBytesMax: number
  /** All request bodies that are being read or held at a time. */
  readonly bufferedBytesMax: number
  /** Requests that run at a time, until the last byte of their answer and what they remember afterwards. */
  readonly concurrentRequestsMax: number
  /** Listeners of /events at a time. */
  readonly eventClientsMax: number
  /** How long running requests may take to end once the gateway closes. */
  readonly drainMs: number
}

const MIB = 1_048_576

export const defaultLimits: GatewayLimits = {
  bodyBytesMax: 32 * MIB,
  importBytesMax: 256 * MIB,
  bufferedBytesMax: 512 * MIB,
  concurrentRequestsMax: 256,
  eventClientsMax: 64,
  drainMs: 10_000,
}

/** After the drain: how long stopped requests may take to notice. */
export const ABORT_WITHIN_MS = 1_000
/** Connections beyond the running requests: idle ones and listeners. */
export const SPARE_CONNECTIONS = 768
/** Brackets inside brackets in a JSON body. */
export const JSON_DEPTH_MAX = 100
export const RETRY_AFTER_SECONDS = 1
/** Frames that wait for one listener of /events; a slower one is dropped. */
export const EVENT_FRAMES_MAX = 256
export const EVENT_HEARTBEAT_MS = 15_000
/** Log entries in one answer. */
export const LOG_LIMIT_MAX = 1_000
export const LOG_LIMIT_DEFAULT = 100

/** Memory text that a chat may get. */
export const CHAT_MEMORY_TOKENS_MAX = 2_000
/** Of a model's context, where it is known; tokens are estimated, so that a small vocabulary needs more of them. */
export const CHAT_MEMORY_SHARE_MAX = 0.2
/** Hits around which that text is built. */
export const CHAT_HITS_MAX = 20
/** A request repeated within this time is a retry, not a new thing said. */
export const CHAT_RETRY_WINDOW_MS = 600_000
export const CHAT_RETRIES_KEPT_MAX = 10_000
/** Turns of chats of which it is known which memory they became. */
export const CHAT_TURNS_KEPT_MAX = 20_000
/** Messages of a request that are looked up among them: the latest. */
export const CHAT_MESSAGES_KNOWN_MAX = 1_000
/** Answer text that is remembered; the rest was passed on and is not kept. */
export const CHAT_ANSWER_CHARACTERS_MAX = 262_144

/** Texts in one call of /v1/embeddings. */
export const EMBEDDING_TEXTS_MAX = 2_048
/** How often the cache takes over what other processes did, and looks for expired answers. */
export const CACHE_PULL_EVERY_MS = 2_000
export const CACHE_SWEEP_EVERY_MS = 60_000
/** Log entries looked through at a time for memories that changed. */
export const CACHE_LOG_ENTRIES_MAX = 1_000

/** mem0 surface: ids in one batch. */
export const BATCH_ITEMS_MAX = 1_000
/** Memories looked through to build one page over several scopes. */
export const LIST_WALK_MAX = 100_000
/** How often memories past their time are looked for. */
export const RETENTION_SWEEP_EVERY_MS = 3_600_000
/** How often the monitors of canaries are looked at. */
export const ADVANCE_EVERY_MS = 60_000

/** One search for a plan; what it has not found by then it does not find. */
export const PLAN_SECONDS_MAX = 300
/** Threads that it may take from everything else that the gateway does. */
export const PLAN_THREADS_MAX = 4
