/** One session on the timeline: its head stays in sight while its days scroll by. */

import type { VNode } from 'preact'
import type { Conversation } from '../logic/conversation.ts'
import { formatDate, formatDay } from '../logic/moment.ts'
import { countOf } from '../logic/quantity.ts'
import { TurnItem } from './turn-item.tsx'

export interface ConversationSectionProps {
  readonly conversation: Conversation
  readonly wantedTurn: string | null
}

export function conversationTitle({ session, fromMs }: Conversation): string {
  return session ?? formatDay(fromMs)
}

export function conversationDates({ fromMs, untilMs }: Conversation): string {
  const from = formatDate(fromMs)
  const until = formatDate(untilMs)
  return from === until ? from : `${from} to ${until}`
}

export function ConversationSection(props: ConversationSectionProps): VNode {
  const { conversation, wantedTurn } = props
  const { key, days, speakers, turnCount } = conversation
  return (
    <section class="conversation" aria-labelledby={key}>
      <header class="conversation-head">
        <h2 id={key} tabIndex={-1}>
          {conversationTitle(conversation)}
        </h2>
        <p class="faint">
          {conversationDates(conversation)} · {speakers.join(', ')} · {countOf(turnCount, 'turn')}
        </p>
      </header>
      {days.map((day) => (
        <div key={day.key} class="day">
          {days.length > 1 && <h3>{formatDay(day.atMs)}</h3>}
          <ol class="turns">
            {day.turns.map((cube) => (
              <TurnItem key={cube.id} cube={cube} isWanted={cube.id === wantedTurn} />
            ))}
          </ol>
        </div>
      ))}
    </section>
  )
}
