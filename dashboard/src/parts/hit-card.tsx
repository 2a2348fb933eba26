/** One hit: its place and score, who said what and when, why it ranks there, and the ways to its source and its memory. */

import type { VNode } from 'preact'
import type { Hit } from '../api-types.ts'
import { speakerOf } from '../logic/conversation.ts'
import { formatMoment } from '../logic/moment.ts'
import { routeHash } from '../logic/route.ts'
import { turnAddress } from '../logic/turn-address.ts'
import { Avatar } from './avatar.tsx'
import { Caption } from './caption.tsx'
import { Icon } from './icon.tsx'
import { MarkedText } from './marked-text.tsx'
import { ScoreBar } from './score-bar.tsx'

export interface HitCardProps {
  readonly hit: Hit
  /** 1 for the best. */
  readonly rank: number
  readonly scale: number
}

function termsOf({ why }: Hit): string[] {
  const words = why.find(({ channel }) => channel === 'words')
  return words === undefined ? [] : words.because.split(', ')
}

export function HitCard({ hit, rank, scale }: HitCardProps): VNode {
  const { cube, score, why } = hit
  const name = speakerOf(cube)
  return (
    <li class="hit" id={`hit-${cube.id}`}>
      <div class="hit-rank" aria-hidden="true">
        {rank}
      </div>
      <div class="hit-body">
        <p class="turn-head">
          <Avatar name={name} />
          <strong>{name}</strong>
          <span class="faint">
            {formatMoment(cube.saidAtMs)}
            {cube.session !== null && ` · ${cube.session}`}
          </span>
          <span class="hit-score" title="Fused score; comparable within this answer only">
            <span class="visually-hidden">Score </span>
            {score.toFixed(3)}
          </span>
        </p>
        {cube.text !== '' && (
          <p class="said">
            <MarkedText text={cube.text} terms={termsOf(hit)} />
          </p>
        )}
        {cube.caption !== null && <Caption text={cube.caption} />}
        <ScoreBar why={why} scale={scale} />
        <p class="hit-links">
          {cube.kind === 'turn' && (
            <a href={turnAddress(cube)} aria-label={`Source of hit ${rank} in its conversation`}>
              <Icon name="conversations" />
              Source
            </a>
          )}
          <a href={routeHash('memories', {}, cube.id)} aria-label={`Memory of hit ${rank}`}>
            <Icon name="memories" />
            Memory
          </a>
        </p>
      </div>
    </li>
  )
}
