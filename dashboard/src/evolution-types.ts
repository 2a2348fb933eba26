/** What the native API says of facts, evolution and the story of a memory, restated as `api-types.ts` does for the rest. */

export interface KnownFact {
  readonly id: string
  readonly subject: string
  readonly relation: string
  readonly object: string
  readonly validFromMs: number | null
  readonly validToMs: number | null
  readonly text: string
  readonly state: string
  /** In [0, 1]. */
  readonly confidence: number
  readonly knownAtMs: number
  readonly changedAtMs: number
}

export interface Proposal {
  readonly id: string
  readonly action: 'merge' | 'supersede'
  readonly label: string
  readonly confidence: number
  readonly isSafe: boolean
  readonly because: string
  readonly keep: string
  readonly lose: string
  readonly texts: { readonly keep: string; readonly lose: string }
}

export interface Proposals {
  readonly proposals: readonly Proposal[]
  readonly memoryCount: number
  readonly isCut: boolean
}

export interface LifeCube {
  readonly id: string
  readonly kind: string
  readonly state: string
  readonly text: string
  readonly saidAtMs: number
}

export interface LifeStory {
  readonly formedFrom: {
    readonly episodes: readonly string[]
    readonly parents: readonly LifeCube[]
    /** Parents that were purged. */
    readonly missing: readonly string[]
  }
  readonly changedBy: readonly {
    readonly version: number
    readonly operation: string
    readonly batch: string
  }[]
  readonly successors: readonly LifeCube[]
  readonly supersedes: readonly LifeCube[]
  readonly citedBy: readonly LifeCube[]
  readonly links: readonly { readonly to: string; readonly relation: string }[]
}
