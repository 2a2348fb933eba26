/**
 * What a chat is given from memory: one system message with records, marked as data and not as instructions.
 *
 * It goes after the caller's own instructions, so that these come first and the beginning of the prompt stays the same from turn to turn
 * (prefix caches). Personal data in the records goes by the scope's setting `redact`; the request's other bytes are not touched.
 */

import type { RedactionLevel } from '../../memory/govern/personal-data/redaction.ts'
import type { ContextResult, Memory } from '../../memory/memory.ts'
import { quotedContext } from '../../memory/quoted-context.ts'
import type { CubeId } from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'
import { insertElement, memberStart } from '../json-text.ts'
import { CHAT_HITS_MAX, CHAT_MEMORY_SHARE_MAX, CHAT_MEMORY_TOKENS_MAX } from '../limits.ts'

export function contextForChat(
  memory: Pick<Memory, 'context'>,
  asked: {
    readonly scope: Scope
    readonly query: string
    readonly excludeIds: readonly CubeId[]
    /** Of the model that will read it; null: not known. */
    readonly contextTokensMax: number | null
  },
): Promise<ContextResult> {
  const { contextTokensMax, ...query } = asked
  const share = Math.floor((contextTokensMax ?? Number.POSITIVE_INFINITY) * CHAT_MEMORY_SHARE_MAX)
  return memory.context({
    ...query,
    topK: CHAT_HITS_MAX,
    budgetTokens: Math.max(1, Math.min(CHAT_MEMORY_TOKENS_MAX, share)),
  })
}

/** The request's text with the block as message number `at`. */
export function withMemoryBlock(
  text: string,
  at: number,
  { context, redact }: { readonly context: ContextResult; readonly redact: RedactionLevel },
): string {
  const start = memberStart(text, 'messages')
  if (start === undefined) return text
  const message = JSON.stringify({ role: 'system', content: quotedContext(context, redact) })
  return insertElement(text, start, at, message)
}
