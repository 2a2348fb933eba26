/**
 * The seam of the extractor: a rule is a pattern over one clause, and what it states. Rules are data; one file a language.
 *
 * `say` and `object` are templates: `{s}` is the speaker, other names are groups of the pattern. A rule that finds something it cannot use
 * (a pronoun, the listener) finds nothing.
 */

export interface ExtractRule {
  readonly pattern: RegExp
  /** `{s} lives in {x}`; a period is added. */
  readonly say: string
  /** Absent: no relation is stated, only told (plans). */
  readonly fact?: {
    /** Default: the speaker. */
    readonly subject?: string
    readonly relation: string
    /** Default `{x}`. */
    readonly object?: string
    readonly isMultiValued: boolean
    /** Holds from the time that the clause names, or from when it was said. */
    readonly begins?: true
    /** It holds no longer. `stated`: kept as a fact that ended, where none is known; `known`: ends what is known and states nothing. */
    readonly ends?: 'stated' | 'known'
    /** Relations whose facts end with it. */
    readonly alsoEnds?: readonly string[]
    /** Whatever the object: `I quit my job`. */
    readonly isAny?: true
  }
  readonly confidence: number
  /** `event` and `plan`: told with the day that the clause names. `dated`: only if it names one. */
  readonly time?: 'event' | 'plan' | 'dated-event' | 'dated-plan'
  /** Group `x` must be a name: begin with a capital letter. Group `n`, where there is one, always must. */
  readonly isName?: true
}

export interface ExtractLanguage {
  readonly rules: readonly ExtractRule[]
  /** How a speaker without a name is called. */
  readonly unnamed: string
  /** Words that end what a group captured. */
  readonly stops: RegExp
  /** Words that what is captured may not begin with, or hold. */
  readonly refused: RegExp
  /** First person inside what is captured, and the third person that takes its place. */
  readonly persons: readonly (readonly [RegExp, string])[]
  /** Ends that say nothing: `too`, `a lot`. */
  readonly tails: RegExp
}
