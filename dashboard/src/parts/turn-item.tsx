/** One turn of a conversation: who, when, what, and the way to the memory that holds it. */

import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Cube } from '../api-types.ts'
import { speakerOf } from '../logic/conversation.ts'
import { formatClock, formatMoment } from '../logic/moment.ts'
import { routeHash } from '../logic/route.ts'
import { Avatar } from './avatar.tsx'
import { Caption } from './caption.tsx'

export interface TurnItemProps {
  readonly cube: Cube
  /** The turn that the address asks for: brought into view, marked and focused. */
  readonly isWanted: boolean
}

export function TurnItem({ cube, isWanted }: TurnItemProps): VNode {
  const element = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (!isWanted) return
    element.current?.scrollIntoView({ block: 'center' })
    element.current?.focus({ preventScroll: true })
  }, [isWanted])
  const name = speakerOf(cube)
  return (
    <li
      ref={element}
      class={isWanted ? 'turn wanted' : 'turn'}
      tabIndex={isWanted ? -1 : undefined}
    >
      <Avatar name={name} />
      <div class="turn-body">
        <p class="turn-head">
          <strong>{name}</strong>
          <time
            dateTime={new Date(cube.saidAtMs).toISOString()}
            title={formatMoment(cube.saidAtMs)}
          >
            {formatClock(cube.saidAtMs)}
          </time>
          {cube.version > 1 && <span class="badge">version {cube.version}</span>}
          <a
            class="turn-link"
            href={routeHash('memories', {}, cube.id)}
            aria-label={`Open this memory of ${name}`}
          >
            Memory
          </a>
        </p>
        {cube.text !== '' && <p class="said">{cube.text}</p>}
        {cube.caption !== null && <Caption text={cube.caption} />}
      </div>
    </li>
  )
}
