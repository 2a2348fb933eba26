/**
 * What memory gives a chat: the request with the records put in, and which memories those were, at which versions.
 *
 * Invariant: a version that is cited is the one that was read. Versions are read after the records; a memory that changed since before
 * the records were read makes the whole uncitable, and its answer is not cached. A store that cannot be read does not stop the chat:
 * it goes on without memory, and the header says why.
 */

import type { Citation } from '../../cache/cache-entry.ts'
import type { IsStillTrue } from '../../cache/find-answer.ts'
import { errorTable, LociError } from '../../errors.ts'
import type { ChatUpstream } from '../../provider/chat-upstream.ts'
import type { CubeId } from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { CHAT_MESSAGES_KNOWN_MAX } from '../limits.ts'
import type { Chat } from './chat.ts'
import { type ChatMessage, leadingInstructionCount, questionOf } from './chat-body.ts'
import { contextForChat, withMemoryBlock } from './memory-block.ts'

export interface Prepared {
  /** The request as it goes out. */
  readonly text: string
  /** Value of the memory header. */
  readonly memory: string
  /** What was put in; null when it cannot be said for sure. */
  readonly citations: readonly Citation[] | null
}

/** Memories beyond those that an answer was made with, looked at one by one; more of them are news. */
const NEWS_LOOKED_AT_MAX = 8

/** What is asked of whoever will read the request. */
type Reading = Pick<ChatUpstream, 'contextTokensMax' | 'fits'>

/** A request that will be refused for another reason fits: the refusal is the answer's. */
async function fitsIn(upstream: Reading, text: string, signal: AbortSignal): Promise<boolean> {
  try {
    return await upstream.fits(text, signal)
  } catch (error) {
    signal.throwIfAborted()
    if (LociError.is(error)) return true
    throw error
  }
}

/** The request with what memory has to say; without it when there is no scope, no question, or a store that fails. */
export async function prepareChat(
  parts: GatewayParts,
  chat: Chat,
  upstream: Reading,
): Promise<Prepared> {
  const { call, scope, messages } = chat
  const without = (memory: string, citations: Prepared['citations'] = []): Prepared => {
    return { text: call.text, memory, citations }
  }
  if (scope === null) return without('none; reason=no-scope')
  const question = questionOf(messages)
  if (question === null) return without('none; reason=no-question')
  try {
    const contextTokensMax = upstream.contextTokensMax(call.body.model)
    const prepared = await withRecords(parts, chat, { scope, question, contextTokensMax })
    if (prepared === null) return without('empty')
    const fits = await fitsIn(upstream, prepared.text, call.signal)
    return fits ? prepared : without('none; reason=context')
  } catch (cause) {
    const error = LociError.from(cause)
    if (errorTable[error.code].status < 500) throw error
    parts.options.onProblem?.(error, 'recalling for a chat')
    return without(`none; reason=${error.code}`, null)
  }
}

interface Asked {
  readonly scope: Scope
  readonly question: string
  readonly contextTokensMax: number | null
}

async function withRecords(
  { timed, options, exchanges, cache }: GatewayParts,
  { call, messages }: Chat,
  { scope, question, contextTokensMax }: Asked,
): Promise<Prepared | null> {
  const excludeIds = exchanges.idsOf(scope, messages.slice(-CHAT_MESSAGES_KNOWN_MAX))
  const position = cache === null ? 0 : await options.store.position()
  const context = await timed('context', () =>
    contextForChat(call.memory, { scope, query: question, excludeIds, contextTokensMax }),
  )
  if (context.mode === 'empty') return null
  const { redact } = await call.memory.settings.get(scope)
  return {
    text: withMemoryBlock(call.text, leadingInstructionCount(messages), { context, redact }),
    memory: `used; hits=${context.ids.length}`,
    citations: cache === null ? null : await citationsOf(options, context.ids, position),
  }
}

async function citationsOf(
  { store }: GatewayParts['options'],
  ids: readonly CubeId[],
  position: number,
): Promise<readonly Citation[] | null> {
  const citations: Citation[] = []
  for (const cube of await store.cubes(ids)) {
    if (cube === null || cube.seq > position) return null
    citations.push({ id: cube.id, version: cube.version })
  }
  return citations
}

/**
 * Whether an answer would be made with the same memories now. A memory that it was not made with is news ("I moved to Rome"), unless
 * it is the very exchange that the answer came from.
 */
export function madeWithAll(
  { options }: GatewayParts,
  messages: readonly ChatMessage[],
  { citations }: Prepared,
): IsStillTrue {
  return async ({ answer, citations: cited }) => {
    if (citations === null) return false
    const known = new Set(cited.map(({ id }) => id))
    const news = citations.filter(({ id }) => !known.has(id)).map(({ id }) => id as CubeId)
    if (news.length === 0) return true
    if (news.length > NEWS_LOOKED_AT_MAX) return false
    const own = new Set(
      [answer.text, ...messages.map(({ text }) => text)].map((text) => text.trim()),
    )
    const cubes = await options.store.cubes(news)
    return cubes.every((cube) => cube !== null && own.has(cube.text.trim()))
  }
}
