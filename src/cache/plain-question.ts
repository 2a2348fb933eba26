/**
 * Questions that come with nothing around them: what the cache's own API and the command line ask and store.
 *
 * Their answers live apart from those of chats (whose setting is a whole request). Attributes are part of who asks: an answer stored
 * with some is found with the same ones and no others, so that forgetting one in a search finds nothing instead of a stranger's.
 */

import type { Scope } from '../store/scope.ts'
import type { Attributes, CachedAnswer } from './cache-entry.ts'
import type { IdentityParts } from './identity.ts'
import type { NewAnswer } from './keep-answer.ts'

export interface PlainSetting {
  readonly tenant: string
  /** Null: shared by all of the tenant. */
  readonly scope: Scope | null
  readonly model?: string | undefined
  readonly attributes?: Attributes | undefined
}

export function plainIdentity({
  tenant,
  scope,
  model = '',
  attributes = {},
}: PlainSetting): IdentityParts {
  return {
    scope: scope === null ? { kind: 'shared', tenant } : { kind: 'own', tenant, scope },
    model,
    system: '',
    history: [],
    tools: null,
    responseFormat: null,
    sampling: { surface: 'plain', attributes: { ...attributes } },
  }
}

/** A finished text that somebody hands in. */
export function plainAnswer(
  text: string,
  tokens: Pick<CachedAnswer, 'promptTokens' | 'completionTokens'>,
  attributes: Attributes,
): NewAnswer {
  return {
    answer: { payload: '', text, ...tokens, latencyMs: 0 },
    facts: {
      finishReason: 'stop',
      isComplete: true,
      hasToolCalls: false,
      temperature: null,
      isSeeded: false,
      choiceCount: 1,
      characterCount: text.length,
    },
    citations: [],
    attributes,
  }
}
