/** What /api/engine answers of the models that run in the gateway's process, as far as it is shown. */

export interface EngineLoad {
  readonly waitingCount: number
  readonly runningCount: number
  readonly blockCount: number
  readonly freeBlockCount: number
  readonly cachedBlockCount: number
}

export interface EngineStatus {
  readonly name: string
  readonly kind: 'decoder' | 'encoder'
  readonly state: 'loading' | 'ready' | 'failed' | 'closed'
  readonly weightsByteCount: number
  readonly contextTokensMax: number
  readonly parallelCount: number
  readonly kernels: string | null
  /** Null while it loads, and for an encoder. */
  readonly load: EngineLoad | null
}
