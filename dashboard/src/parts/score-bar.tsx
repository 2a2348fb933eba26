/**
 * A hit's score as a bar split by channel, and below it each channel's words for why.
 *
 * The bar is for the eye; the list holds the same figures as text.
 */

import type { VNode } from 'preact'
import type { ChannelScore } from '../api-types.ts'
import { barSegments, channelColour, explainChannel } from '../logic/score-bar.ts'

export interface ScoreBarProps {
  readonly why: readonly ChannelScore[]
  /** Length of a full bar: the same for all hits of an answer. */
  readonly scale: number
}

function signed(contribution: number): string {
  return `${contribution < 0 ? '−' : '+'}${Math.abs(contribution).toFixed(2)}`
}

export function ScoreBar({ why, scale }: ScoreBarProps): VNode {
  const shown = why
    .filter(({ contribution, because }) => Math.abs(contribution) >= 0.005 || because !== '')
    .toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
  return (
    <div class="score">
      <div class="score-bar" aria-hidden="true">
        {barSegments(why, scale).map(({ channel, colour, percent, isNegative }) => (
          <span
            key={`${channel} ${isNegative}`}
            class={`channel-${colour} ${isNegative ? 'negative' : ''}`}
            style={{ width: `${percent}%` }}
            title={channel}
          />
        ))}
      </div>
      <ul class="channels" aria-label="Why it ranks here">
        {shown.map(({ channel, contribution, because }) => (
          <li key={channel} title={explainChannel(channel)}>
            <span class={`channel-dot channel-${channelColour(channel)}`} aria-hidden="true" />
            <span class="channel-name">{channel}</span>
            <span class="channel-share">{signed(contribution)}</span>
            {because !== '' && <span class="channel-because">{because}</span>}
          </li>
        ))}
      </ul>
    </div>
  )
}
