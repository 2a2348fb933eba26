/**
 * Conversations as a timeline: the turns of a scope by session and day, oldest or newest first.
 *
 * The address may name a session and a turn (from a hit or a memory): then only that session is listed, and pages are loaded
 * until the turn is there, at most SEEK_PAGES_MAX of them.
 */

import type { VNode } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import type { Json, ListInput } from '../api-types.ts'
import { type Conversation, conversationsOf } from '../logic/conversation.ts'
import { countOf } from '../logic/quantity.ts'
import { type Route, routeHash } from '../logic/route.ts'
import { parseScopeKey } from '../logic/scope-key.ts'
import {
  ConversationSection,
  conversationDates,
  conversationTitle,
} from '../parts/conversation-section.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { LoadMore } from '../parts/load-more.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { LoadingLines } from '../parts/resource-view.tsx'
import { ScopeChoicePicker } from '../parts/scope-choice-picker.tsx'
import { useCell } from '../state/cell.ts'
import { go } from '../state/navigation.ts'
import { scopeCell, scopeChoicesCell } from '../state/scope-choice.ts'
import { usePages } from '../state/use-pages.ts'

const SEEK_PAGES_MAX = 50
const PAGE_CUBES = 100

function inputOf(scopeText: string, params: Route['params']): ListInput | null {
  const scope = parseScopeKey(scopeText)
  if (scope === null) return null
  const session = params.session
  const filter: { [key: string]: Json } = {
    kind: 'turn',
    ...(session === undefined ? {} : { session }),
  }
  const from = params.from
  return {
    scope,
    filter,
    isDescending: params.order === 'newest' && from === undefined,
    ...(from === undefined ? {} : { cursor: from }),
  }
}

function SessionRail({
  conversations,
}: {
  readonly conversations: readonly Conversation[]
}): VNode {
  const show = (key: string): void => {
    const heading = document.getElementById(key)
    heading?.closest('section')?.scrollIntoView({ block: 'start' })
    heading?.focus({ preventScroll: true })
  }
  return (
    <nav class="session-rail" aria-label="Sessions">
      <ul>
        {conversations.map((conversation) => (
          <li key={conversation.key}>
            <button type="button" class="rail-button" onClick={() => show(conversation.key)}>
              <span class="rail-title">{conversationTitle(conversation)}</span>
              <span class="faint">
                {conversationDates(conversation)} · {conversation.turnCount}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function OrderTools({ params }: { readonly params: Route['params'] }): VNode {
  const isPart = params.session !== undefined || params.from !== undefined
  const isNewest = params.order === 'newest'
  if (isPart) {
    return (
      <a class="button" href={routeHash('conversations')}>
        All conversations
      </a>
    )
  }
  return (
    <label class="field inline">
      <span>Order</span>
      <select
        value={isNewest ? 'newest' : 'oldest'}
        onChange={(event) =>
          go('conversations', { order: event.currentTarget.value === 'newest' ? 'newest' : null })
        }
      >
        <option value="oldest">Oldest first</option>
        <option value="newest">Newest first</option>
      </select>
    </label>
  )
}

export function ConversationsPage({ route }: { readonly route: Route }): VNode {
  const scope = useCell(scopeCell)
  const choices = useCell(scopeChoicesCell)
  const pages = usePages(inputOf(scope, route.params))
  const { cubes, totalCount, hasMore, isLoading, loadMore } = pages
  const conversations = useMemo(() => conversationsOf(cubes), [cubes])
  const wanted = route.params.turn ?? null
  const isMissing = wanted !== null && !cubes.some((cube) => cube.id === wanted)
  useEffect(() => {
    if (isMissing && hasMore && !isLoading && cubes.length < SEEK_PAGES_MAX * PAGE_CUBES) loadMore()
  }, [isMissing, hasMore, isLoading, cubes.length, loadMore])
  const isEmpty = totalCount === 0 || (scope === '' && choices !== null)
  return (
    <>
      <PageHead
        title="Conversations"
        lead={
          totalCount === null
            ? 'Every turn, as it was said.'
            : `${countOf(totalCount, 'turn')}, as they were said.`
        }
      >
        <OrderTools params={route.params} />
        <ScopeChoicePicker onChoose={(key) => go('conversations', { scope: key })} />
      </PageHead>
      {isEmpty && (
        <EmptyState title="No conversation here yet.">
          <p>
            <a href={routeHash('import')}>Import one</a>, or load the sample life on the{' '}
            <a href={routeHash('overview')}>overview</a>.
          </p>
        </EmptyState>
      )}
      {isMissing && !isLoading && !hasMore && totalCount !== null && totalCount > 0 && (
        <p class="hint-line" role="status">
          The turn that the address names is not among these: it may be in the trash.
        </p>
      )}
      <div class="timeline">
        <SessionRail conversations={conversations} />
        <div class="timeline-main">
          {conversations.map((conversation) => (
            <ConversationSection
              key={conversation.session ?? conversation.days[0]!.key}
              conversation={conversation}
              wantedTurn={wanted}
            />
          ))}
          {cubes.length === 0 && isLoading && <LoadingLines what="conversations" count={8} />}
          <LoadMore pages={pages} what="turns" />
        </div>
      </div>
    </>
  )
}
