/**
 * The one error table: code -> HTTP status, exit code, retryable, hint.
 *
 * Every surface (HTTP, CLI, MCP, library) reads the same row, so they cannot disagree. Expected outcomes are values, not
 * errors; programmer errors are assertions (`stdx/assert.ts`). Codes are pinned in `test/pins/`; removing one is a breaking change.
 */

export interface ErrorRow {
  /** HTTP status of the gateway's answer. */
  readonly status: number
  /** Exit code of the command line (sysexits numbering). */
  readonly exitCode: number
  /** Whether the same call may succeed later without being changed. */
  readonly retryable: boolean
  /** What to do about it, when the thrower has nothing more exact to say. */
  readonly hint: string
}

const usage = { status: 400, exitCode: 64, retryable: false } as const
const damaged = { status: 500, exitCode: 65, retryable: false } as const
const later = { status: 503, exitCode: 75, retryable: true } as const

export const errorTable = {
  // Input
  INPUT_INVALID: {
    ...usage,
    hint: 'Compare the named field with the reference; nothing was changed.',
  },
  INPUT_UNKNOWN_KEY: { ...usage, hint: 'Remove the key or correct its spelling.' },
  INPUT_MALFORMED_JSON: { ...usage, hint: 'Send one JSON value, UTF-8 encoded.' },
  INPUT_NOT_UTF8: {
    ...usage,
    hint: 'Encode the text as UTF-8; a lone surrogate or a cut byte sequence is refused.',
  },
  INPUT_TOO_LARGE: {
    ...usage,
    status: 413,
    hint: 'Split the request; the limit is named in the message.',
  },
  SCOPE_MISSING: { ...usage, hint: 'Name at least one of user, agent or run.' },
  SCOPE_INVALID: {
    ...usage,
    hint: 'A scope name is 1-256 characters without control characters, "&", "=", "%" or blanks at its ends.',
  },
  TIME_INVALID: {
    ...usage,
    hint: 'Give ISO 8601 with a zone (2026-05-08T13:56:00Z) or milliseconds since 1970.',
  },
  FILTER_INVALID: {
    ...usage,
    hint: 'Filters are {field: value}, {field: {op: value}}, AND, OR and NOT.',
  },
  IDEMPOTENCY_MISMATCH: {
    ...usage,
    status: 409,
    hint: 'The key was used before with another body: use a new key for new content.',
  },
  // Memory
  MEMORY_NOT_FOUND: {
    ...usage,
    status: 404,
    exitCode: 66,
    hint: 'List the scope to see the ids that exist.',
  },
  MEMORY_PURGED: {
    ...usage,
    status: 410,
    exitCode: 66,
    hint: 'Purged content cannot be brought back; its tombstone remains.',
  },
  MEMORY_PROTECTED: {
    ...usage,
    status: 403,
    exitCode: 77,
    hint: 'A memory written by a person is changed by a person: call with actor "user".',
  },
  MEMORY_HELD: {
    ...usage,
    status: 423,
    exitCode: 77,
    hint: 'The scope is under a legal hold: `loci govern release` it first, if you may.',
  },
  MEMORY_CITED: {
    ...usage,
    status: 409,
    hint: 'Memories outside of the scope rest on it: purge those first, then forget again.',
  },
  MEMORY_CHANGED: {
    ...later,
    status: 409,
    hint: 'Another writer changed it meanwhile: read it again and retry.',
  },
  CHANGE_REFUSED: {
    ...usage,
    status: 409,
    hint: 'The change request did not pass admission, or is not in a state that allows this; see its reasons.',
  },
  LIFECYCLE_REFUSED: {
    ...usage,
    status: 409,
    hint: 'Its state does not allow the move: restore, thaw or undo first.',
  },
  BATCH_NOT_FOUND: {
    ...usage,
    status: 404,
    exitCode: 66,
    hint: 'Use a batch id from a receipt or from history.',
  },
  UNDO_CONFLICT: {
    ...usage,
    status: 409,
    hint: 'The memory was changed after this batch: undo the later change first.',
  },
  UNDO_IMPOSSIBLE: {
    ...usage,
    status: 409,
    hint: 'A purge is the one change that cannot be undone.',
  },
  // Store
  STORE_BUSY: {
    ...later,
    hint: 'Another process holds the write lock; retry, or stop the other writer.',
  },
  STORE_FULL: {
    ...later,
    status: 507,
    exitCode: 74,
    hint: 'Free disk space or raise the page limit; nothing was acknowledged.',
  },
  STORE_WRITE_FAILED: {
    ...later,
    exitCode: 74,
    hint: 'The write was rolled back; check the disk, then retry.',
  },
  STORE_CORRUPT: {
    ...damaged,
    hint: 'Run `loci store verify`, then `loci store rebuild` or `loci store restore`.',
  },
  STORE_CHAIN_BROKEN: {
    ...damaged,
    hint: 'The log was altered or cut: restore the latest backup with `loci store restore`.',
  },
  STORE_VERSION_UNKNOWN: {
    ...damaged,
    exitCode: 78,
    hint: 'The store was written by a newer Loci: upgrade this one.',
  },
  STORE_NOT_A_STORE: {
    ...damaged,
    exitCode: 78,
    hint: 'The path names a file that is not a Loci store; choose another.',
  },
  STORE_OPEN_FAILED: {
    ...later,
    exitCode: 74,
    hint: 'Check that the folder exists and can be written.',
  },
  STORE_EXISTS: {
    ...usage,
    status: 409,
    exitCode: 73,
    hint: 'Choose a path that does not exist yet, or pass --force.',
  },
  STORE_CLOSED: { ...later, exitCode: 70, hint: 'The runtime is shutting down; open it again.' },
  // Gateway
  NOT_FOUND: { ...usage, status: 404, hint: 'See /openapi.json for the paths.' },
  METHOD_NOT_ALLOWED: {
    ...usage,
    status: 405,
    hint: 'See /openapi.json for the methods of this path.',
  },
  UNAUTHORIZED: {
    ...usage,
    status: 401,
    exitCode: 77,
    hint: 'Send a key made by `loci keys create` as a bearer token.',
  },
  FORBIDDEN: { ...usage, status: 403, exitCode: 77, hint: 'The key is not bound to this scope.' },
  HOST_REFUSED: {
    ...usage,
    status: 421,
    exitCode: 77,
    hint: 'Call the address that Loci printed, or add the host with --allow-host.',
  },
  ORIGIN_REFUSED: {
    ...usage,
    status: 403,
    exitCode: 77,
    hint: 'Add the page with --allow-origin if it is yours.',
  },
  TOO_BUSY: { ...later, status: 429, hint: 'Wait for the seconds in Retry-After.' },
  SHUTTING_DOWN: { ...later, hint: 'The process is draining; call the next one.' },
  UPSTREAM_NOT_CONFIGURED: {
    ...usage,
    status: 404,
    exitCode: 78,
    hint: 'Set LOCI_UPSTREAM_URL, or use the model loci-extractive.',
  },
  UPSTREAM_UNREACHABLE: {
    ...later,
    status: 502,
    exitCode: 69,
    hint: 'Check the upstream address and that it runs.',
  },
  UPSTREAM_TIMEOUT: {
    ...later,
    status: 504,
    exitCode: 69,
    hint: 'The upstream gave no bytes in time; raise --upstream-timeout or retry.',
  },
  UPSTREAM_INVALID: {
    ...later,
    status: 502,
    exitCode: 69,
    hint: 'The upstream did not answer in the OpenAI format; check its address.',
  },
  UPSTREAM_INTERRUPTED: {
    ...later,
    status: 502,
    exitCode: 69,
    hint: 'The upstream died in mid-answer; what arrived was passed on, nothing was remembered as complete.',
  },
  BIND_REFUSED: {
    ...usage,
    exitCode: 78,
    hint: 'An address beyond loopback needs at least one API key: `loci keys create`.',
  },
  PORT_IN_USE: { ...later, exitCode: 69, hint: 'Choose another port with --port.' },
  // Embedder
  EMBEDDER_UNAVAILABLE: {
    ...later,
    exitCode: 69,
    hint: 'Check the embedder and its address; recall goes on by words and the vectors it has.',
  },
  EMBEDDER_REFUSED: {
    ...usage,
    status: 502,
    exitCode: 78,
    hint: 'The embedder rejects the request itself: check the model name, the key and the address.',
  },
  EMBEDDER_NOT_INSTALLED: {
    ...usage,
    exitCode: 78,
    hint: 'Install it: ONNXRUNTIME_NODE_INSTALL=skip npm i --no-save onnxruntime-node',
  },
  EMBEDDER_INVALID_ANSWER: {
    ...later,
    status: 502,
    exitCode: 69,
    hint: 'Nothing of the answer was kept; check that the address serves the model it names.',
  },
  EMBEDDER_TIMEOUT: {
    ...later,
    status: 504,
    exitCode: 69,
    hint: 'Raise the timeout or send fewer texts at once; nothing was kept of this batch.',
  },
  EMBEDDER_TABLE_DAMAGED: {
    ...damaged,
    hint: 'Reinstall Loci to get the table back; until then recall goes by words alone.',
  },
  INDEX_NOT_INSTALLED: {
    ...usage,
    exitCode: 78,
    hint: 'Install it: npm i --no-save usearch',
  },
  // Model
  MODEL_NOT_CONFIGURED: {
    ...usage,
    status: 409,
    exitCode: 78,
    hint: 'Name a model with --model-url and --model, or choose a pipeline that needs none (extract, verbatim).',
  },
  MODEL_UNAVAILABLE: {
    ...later,
    exitCode: 69,
    hint: 'Check the address of the model and that it runs; raw turns are kept, and forming is tried again.',
  },
  MODEL_TIMEOUT: {
    ...later,
    status: 504,
    exitCode: 69,
    hint: 'The model gave no answer in time; raise the timeout or send less at once.',
  },
  MODEL_RATE_LIMITED: {
    ...later,
    status: 429,
    exitCode: 69,
    hint: 'The model asks to wait; it is tried again after the time it names.',
  },
  MODEL_CONTEXT_OVERFLOW: {
    ...usage,
    status: 413,
    exitCode: 65,
    hint: 'The prompt is larger than what the model takes: send less, or form fewer turns at once.',
  },
  MODEL_REFUSED: {
    ...usage,
    status: 502,
    exitCode: 78,
    hint: 'The model rejects the request itself: check its name, the key and the address.',
  },
  MODEL_INVALID_ANSWER: {
    ...later,
    status: 502,
    exitCode: 69,
    hint: 'The answer could not be used; it is kept whole beside the raw turns, and forming can be tried again.',
  },
  MODEL_NOT_RECORDED: {
    ...usage,
    exitCode: 66,
    hint: 'The cassette holds no answer to this request: record it, or play in sequence mode.',
  },
  MODEL_NOT_SERVED: {
    ...usage,
    status: 404,
    exitCode: 66,
    hint: 'See /v1/models for the names that are served.',
  },
  // Model files
  MODEL_FILE_INVALID: {
    ...usage,
    status: 422,
    exitCode: 65,
    hint: 'The file is not a model file that can be trusted: fetch it again and compare its hash.',
  },
  MODEL_FILE_TRUNCATED: {
    ...usage,
    status: 422,
    exitCode: 65,
    hint: 'The file ends before what its header names: fetch it again, whole.',
  },
  MODEL_FILE_TOO_LARGE: {
    ...usage,
    status: 422,
    exitCode: 65,
    hint: 'A count in the header is beyond what a model needs; the limit is named in the message.',
  },
  MODEL_TYPE_UNSUPPORTED: {
    ...usage,
    status: 422,
    exitCode: 65,
    hint: 'Use a file in F32, F16, BF16, Q8_0, Q4_0, Q5_0, Q4_K, Q5_K or Q6_K.',
  },
  MODEL_ARCHITECTURE_UNKNOWN: {
    ...usage,
    status: 422,
    exitCode: 65,
    hint: 'Use a model of the architectures llama, mistral, qwen2 or qwen3, or an encoder of the architecture bert.',
  },
  MODEL_TOKENIZER_UNKNOWN: {
    ...usage,
    status: 422,
    exitCode: 65,
    hint: 'Use a file whose tokenizer is SentencePiece, byte-level BPE or WordPiece, with words cut by a known rule.',
  },
  MODEL_TEMPLATE_FAILED: {
    ...usage,
    status: 422,
    exitCode: 65,
    hint: 'The chat template of the model file does not take these messages; its own words are in the message.',
  },
  // Engine
  POLICY_UNKNOWN: { ...usage, exitCode: 78, hint: 'Use a policy that the message lists.' },
  POLICY_FACT_UNAVAILABLE: {
    ...usage,
    exitCode: 78,
    hint: 'Use a policy that does not need the fact: lru, slru and cost-aware run everywhere.',
  },
  ENGINE_QUEUE_FULL: {
    ...later,
    status: 429,
    exitCode: 75,
    hint: 'More requests wait than the engine takes; ask again after the time it names, or raise --queue-max.',
  },
  ENGINE_KV_EXHAUSTED: {
    ...usage,
    status: 413,
    exitCode: 65,
    hint: 'The request alone needs more of the KV cache than there is: shorten it, or give the cache more memory.',
  },
  ENGINE_DEADLINE: {
    ...later,
    status: 504,
    exitCode: 75,
    hint: 'The deadline of the request passed before its answer was whole.',
  },
  ENGINE_WORKER_DIED: {
    ...later,
    status: 500,
    exitCode: 70,
    hint: 'A compute thread ended and the step failed again on a new one; the other requests go on.',
  },
  ENGINE_READER_SLOW: {
    ...later,
    hint: 'The answer was not read as fast as it was made, and as much of it waits as is kept: read on while it comes.',
  },
  ENGINE_OUT_OF_MEMORY: {
    ...usage,
    status: 507,
    exitCode: 71,
    hint: 'The model and its cache need more memory than there is: take a smaller or quantised file, a shorter context or a smaller cache.',
  },
  ENGINE_SCHEMA_UNSUPPORTED: {
    ...usage,
    exitCode: 65,
    hint: 'The schema asks for something that decoding cannot be held to; the message names the keyword.',
  },
  KV_FILE_INVALID: {
    ...usage,
    status: 422,
    exitCode: 65,
    hint: 'The file is torn, damaged or no KV file: remove it, the prompt is computed again.',
  },
  KV_FILE_MISMATCH: {
    ...usage,
    status: 409,
    exitCode: 65,
    hint: 'The KV file was written with another model, template, adapter or cache type: use it with what it names.',
  },
  // Formation
  PIPELINE_UNKNOWN: { ...usage, exitCode: 78, hint: 'See `loci form --help` for the pipelines.' },
  FORMATION_NOT_FOUND: {
    ...usage,
    status: 404,
    exitCode: 66,
    hint: 'List the formations of the scope.',
  },
  // Planning
  DEVICE_UNKNOWN: {
    ...usage,
    status: 404,
    exitCode: 66,
    hint: 'Name a device of the database, or describe your own in a JSON file.',
  },
  DEVICE_FILE_INVALID: {
    ...usage,
    exitCode: 65,
    hint: 'A device needs id, memoryGiB, bandwidthGBs and at least one dense peak in TFLOP/s; see the guide to planning.',
  },
  MODEL_CONFIG_UNSUPPORTED: {
    ...usage,
    status: 422,
    exitCode: 65,
    hint: 'Give the config.json of a decoder that the planner knows, or a GGUF file.',
  },
  COST_TABLE_INVALID: {
    ...usage,
    exitCode: 65,
    hint: 'The file is no operator table that the planner reads: compare its header with the guide to planning.',
  },
  COST_TABLE_HOLE: {
    ...usage,
    status: 422,
    exitCode: 65,
    hint: 'The tables do not measure this operator: measure it, or plan with the roofline, whose band is wider.',
  },
  COST_FIT_IMPOSSIBLE: {
    ...usage,
    exitCode: 65,
    hint: 'The runs do not determine the model: measure two output lengths at one prompt, and two prompt lengths.',
  },
  TRACE_UNKNOWN: {
    ...usage,
    exitCode: 65,
    hint: 'Give a trace of BurstGPT, Azure, Mooncake, agent sessions or OpenTelemetry GenAI spans.',
  },
  TRACE_INVALID: {
    ...usage,
    exitCode: 65,
    hint: 'The named line cannot be a request: correct it, or cut it from the trace.',
  },
  TRACE_TOO_LARGE: {
    ...usage,
    status: 413,
    exitCode: 65,
    hint: 'Cut the trace; the limit is named in the message.',
  },
  PLAN_NONE: {
    ...usage,
    status: 422,
    exitCode: 80,
    hint: 'Loosen a limit, allow more devices or another format, or give measured figures: each plan has its reason above.',
  },
  PLAN_UNKNOWN: {
    ...usage,
    status: 404,
    exitCode: 66,
    hint: 'Name a plan of the report: its front and its rejected plans are listed there.',
  },
  PLAN_STOPPED: { ...later, hint: 'Ask again; a search that is stopped leaves nothing behind.' },
  // Files, configuration, command line
  FILE_NOT_FOUND: { ...usage, exitCode: 66, hint: 'Check the path.' },
  FILE_UNREADABLE: {
    ...usage,
    exitCode: 66,
    hint: 'Check the permissions and that the file is whole.',
  },
  FILE_WRITE_FAILED: {
    ...later,
    exitCode: 73,
    hint: 'Check the folder, its permissions and the free space.',
  },
  FILE_EXISTS: {
    ...usage,
    status: 409,
    exitCode: 73,
    hint: 'Choose another folder or name, or remove the file first.',
  },
  DOWNLOAD_FAILED: {
    ...later,
    status: 502,
    exitCode: 69,
    hint: 'What arrived is kept beside the target as NAME.part: run the same command again to go on from there.',
  },
  DOWNLOAD_INVALID: {
    ...usage,
    status: 502,
    exitCode: 65,
    hint: 'What came is not the file that was asked for: compare the address and the hash with their source.',
  },
  FORMAT_UNKNOWN: {
    ...usage,
    exitCode: 65,
    hint: 'Name the format with --format; see `loci import --help`.',
  },
  IMPORT_INCOMPLETE: {
    ...usage,
    exitCode: 65,
    hint: 'The good records are in; the refused ones are listed with their lines.',
  },
  CONFIG_UNKNOWN_KEY: { ...usage, exitCode: 78, hint: 'Remove the key or correct its spelling.' },
  CONFIG_INVALID: { ...usage, exitCode: 78, hint: 'Correct the value; see `loci serve --help`.' },
  BENCH_UNKNOWN: { ...usage, hint: 'Run `loci bench list`.' },
  BENCH_DATA_MISSING: {
    ...usage,
    exitCode: 66,
    hint: 'See docs/data.md: it says where the data comes from and how to lay it out.',
  },
  BENCH_CHECK_FAILED: {
    ...usage,
    exitCode: 1,
    hint: 'A bound of the benchmark does not hold; see its checks.',
  },
  NODE_TOO_OLD: {
    ...usage,
    exitCode: 78,
    hint: 'Install Node 24 or newer (npm install node@24 also does).',
  },
  INTERNAL: {
    status: 500,
    exitCode: 70,
    retryable: false,
    hint: 'This is a fault in Loci: please report it with the message.',
  },
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof errorTable

export interface ErrorOptions {
  readonly hint?: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** What crosses a wire or a worker: the same fields, no prototype. */
export interface ErrorRecord {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string
  readonly retryable: boolean
  readonly details?: Readonly<Record<string, unknown>>
}

const mark = Symbol.for('loci.error')

export class LociError extends Error {
  override readonly name = 'LociError'
  readonly [mark] = true
  readonly code: ErrorCode
  readonly hint: string
  readonly retryable: boolean
  readonly details: Readonly<Record<string, unknown>> | undefined

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint ?? errorTable[code].hint
    this.retryable = errorTable[code].retryable
    this.details = options.details
  }

  /** True for a LociError of any copy of this package, optionally of one code. */
  static is(error: unknown, code?: ErrorCode): error is LociError {
    if (typeof error !== 'object' || error === null || !(mark in error)) return false
    return code === undefined || (error as LociError).code === code
  }

  /** The error itself, or an INTERNAL one that carries it as its cause: for boundaries only. */
  static from(error: unknown): LociError {
    if (LociError.is(error)) return error
    const message = error instanceof Error ? error.message : String(error)
    return new LociError('INTERNAL', message, { cause: error })
  }

  toJSON(): ErrorRecord {
    const { code, message, hint, retryable, details } = this
    return details === undefined
      ? { code, message, hint, retryable }
      : { code, message, hint, retryable, details }
  }
}
