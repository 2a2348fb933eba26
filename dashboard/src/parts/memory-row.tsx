/** One memory in the list: its text in two lines, and what tells it from its neighbours. */

import type { VNode } from 'preact'
import type { Cube } from '../api-types.ts'
import { speakerOf } from '../logic/conversation.ts'
import { formatDate } from '../logic/moment.ts'
import { Icon } from './icon.tsx'
import { StateBadge } from './state-badge.tsx'

export interface MemoryRowProps {
  readonly cube: Cube
  readonly href: string
  readonly isOpen: boolean
}

export function MemoryRow({ cube, href, isOpen }: MemoryRowProps): VNode {
  return (
    <li>
      <a class="memory-row" href={href} aria-current={isOpen ? 'true' : undefined}>
        <span class="memory-row-text">
          {cube.text !== '' ? (
            cube.text
          ) : (
            <>
              <Icon name="picture" /> {cube.caption}
            </>
          )}
        </span>
        <span class="memory-row-foot faint">
          <span>{speakerOf(cube)}</span>
          <span>{formatDate(cube.saidAtMs)}</span>
          {cube.session !== null && <span class="clip">{cube.session}</span>}
          {cube.version > 1 && <span class="badge">v{cube.version}</span>}
          <StateBadge cube={cube} />
        </span>
      </a>
    </li>
  )
}
