/**
 * What may be stored: a whole answer, made without chance and without tools, unless its category says otherwise.
 *
 * A refusal is a value with its reason, counted by the caller. Streams are judged by the whole that they added up to.
 */

export interface AnswerFacts {
  /** `stop`, `length`, `tool_calls`, `content_filter`, ... ; null when the stream broke off. */
  readonly finishReason: string | null
  readonly isComplete: boolean
  readonly hasToolCalls: boolean
  readonly temperature: number | null
  readonly isSeeded: boolean
  readonly choiceCount: number
  readonly characterCount: number
}

export interface StorableRules {
  readonly allow: boolean
  readonly storeTruncated: boolean
  readonly storeToolCalls: boolean
  readonly storeSampled: boolean
}

export type Storable =
  | { readonly isStorable: true }
  | { readonly isStorable: false; readonly reason: NotStoredReason }

export const notStoredReasons = [
  'category-off',
  'no-store',
  'incomplete',
  'truncated',
  'filtered',
  'tool-calls',
  'sampled',
  'several-choices',
  'empty',
  'too-large',
  'failed',
  'no-room',
  'memory-changed',
  'memories-in-shared',
] as const
export type NotStoredReason = (typeof notStoredReasons)[number]

/** Longest answer kept, in characters. */
export const ANSWER_CHARACTERS_MAX = 200_000

export function storable(answer: AnswerFacts, rules: StorableRules): Storable {
  const reason = whyNot(answer, rules)
  return reason === null ? { isStorable: true } : { isStorable: false, reason }
}

function whyNot(answer: AnswerFacts, rules: StorableRules): NotStoredReason | null {
  if (!rules.allow) return 'category-off'
  if (!answer.isComplete || answer.finishReason === null) return 'incomplete'
  if (answer.finishReason === 'length' && !rules.storeTruncated) return 'truncated'
  if (answer.finishReason === 'content_filter') return 'filtered'
  if (answer.hasToolCalls && !rules.storeToolCalls) return 'tool-calls'
  if (answer.choiceCount !== 1) return 'several-choices'
  if (isSampled(answer) && !rules.storeSampled) return 'sampled'
  if (answer.characterCount === 0 && !answer.hasToolCalls) return 'empty'
  return answer.characterCount > ANSWER_CHARACTERS_MAX ? 'too-large' : null
}

/** At temperature 0, with a seed, or with a temperature that nobody named (the client did not ask for variety), one answer is as good as another. */
function isSampled({ temperature, isSeeded }: AnswerFacts): boolean {
  return temperature !== null && temperature > 0 && !isSeeded
}
