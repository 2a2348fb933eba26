/**
 * A hit's score as a bar split by channel.
 *
 * Lengths are shares of the largest positive sum among the hits of one answer, so bars of one answer compare; negative shares
 * are drawn behind the positive ones, marked, because they shorten the score. Channel order and colours never change.
 */

import type { ChannelScore, Hit } from '../api-types.ts'

/** Known channels in drawing order; the place is the colour. Others come last and share the neutral colour. */
export const channelNames = [
  'words',
  'neighbours',
  'session',
  'speaker',
  'entities',
  'time',
  'shape',
  'recency',
  'soft',
  'meaning',
  'encoder',
  'hop',
  'late',
] as const

const explanations: Readonly<Record<string, string>> = {
  words: 'Words shared with the question',
  neighbours: 'Matches in the turns around it',
  session: 'The conversation is about it',
  speaker: 'Who said it',
  entities: 'Names shared with the question',
  time: 'The time asked for',
  shape: 'Kind of sentence that answers',
  recency: 'Said lately',
  soft: 'Words near those of the question',
  meaning: 'Means the same',
  encoder: 'Means the same, to the encoder',
  hop: 'Leads on from the first hits',
  late: 'Token by token, to the encoder',
}

export function explainChannel(channel: string): string {
  return explanations[channel] ?? channel
}

/** 1 to 13, or 0 for a channel that this page does not know. */
export function channelColour(channel: string): number {
  return (channelNames as readonly string[]).indexOf(channel) + 1
}

export interface BarSegment {
  readonly channel: string
  readonly colour: number
  /** Percent of the bar's full length. */
  readonly percent: number
  readonly isNegative: boolean
}

function positiveSum(why: readonly ChannelScore[]): number {
  return why.reduce((sum, { contribution }) => sum + Math.max(0, contribution), 0)
}

/** The full length of the bars of one answer. */
export function barScale(hits: readonly Hit[]): number {
  return hits.reduce((most, { why }) => Math.max(most, positiveSum(why)), 0)
}

function order(channel: string): number {
  return channelColour(channel) || channelNames.length + 1
}

/** Positive segments first, each in channel order; what is too small to see is left out. */
export function barSegments(why: readonly ChannelScore[], scale: number): BarSegment[] {
  if (scale <= 0) return []
  return why
    .map(({ channel, contribution }) => ({
      channel,
      colour: channelColour(channel),
      percent: (Math.abs(contribution) / scale) * 100,
      isNegative: contribution < 0,
    }))
    .filter((segment) => segment.percent >= 0.2)
    .sort(
      (a, b) => Number(a.isNegative) - Number(b.isNegative) || order(a.channel) - order(b.channel),
    )
}
