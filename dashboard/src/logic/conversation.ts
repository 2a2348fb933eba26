/**
 * Turns as conversations: by session, then by day, in the order in which they were remembered.
 *
 * Turns without a session are grouped by their day alone. Works on whatever pages are loaded; a session grows when the next page
 * brings more of it.
 */

import type { Cube } from '../api-types.ts'
import { dayKey } from './moment.ts'

export interface ConversationDay {
  readonly key: string
  readonly atMs: number
  readonly turns: readonly Cube[]
}

export interface Conversation {
  /** Unique on the page, safe in an element id. */
  readonly key: string
  /** Null: the turns named no session. */
  readonly session: string | null
  readonly speakers: readonly string[]
  readonly fromMs: number
  readonly untilMs: number
  readonly turnCount: number
  readonly days: readonly ConversationDay[]
}

export function speakerOf(cube: Pick<Cube, 'speaker' | 'role' | 'kind'>): string {
  return cube.speaker ?? (cube.kind === 'turn' ? cube.role : cube.kind)
}

function daysOf(turns: readonly Cube[]): ConversationDay[] {
  const days = new Map<string, Cube[]>()
  for (const turn of turns) {
    const key = dayKey(turn.saidAtMs)
    const day = days.get(key)
    if (day === undefined) days.set(key, [turn])
    else day.push(turn)
  }
  return [...days].map(([key, all]) => ({ key, atMs: all[0]!.saidAtMs, turns: all }))
}

function conversationOf(key: string, loaded: readonly Cube[]): Conversation {
  const turns = loaded.toSorted((a, b) => a.createdSeq - b.createdSeq)
  const saidAt = turns.map((turn) => turn.saidAtMs)
  return {
    key,
    session: turns[0]!.session,
    speakers: [...new Set(turns.map(speakerOf))],
    // Not Math.min(...): a session may hold more turns than a call takes arguments.
    fromMs: saidAt.reduce((least, ms) => Math.min(least, ms)),
    untilMs: saidAt.reduce((most, ms) => Math.max(most, ms)),
    turnCount: turns.length,
    days: daysOf(turns),
  }
}

/** Conversations in the order in which their first loaded turn comes. */
export function conversationsOf(cubes: readonly Cube[]): Conversation[] {
  const groups = new Map<string, Cube[]>()
  for (const cube of cubes) {
    const name = cube.session === null ? `day ${dayKey(cube.saidAtMs)}` : `session ${cube.session}`
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [cube])
    else group.push(cube)
  }
  return [...groups.values()].map((group, index) => conversationOf(`conversation-${index}`, group))
}

const SPEAKER_COLOUR_COUNT = 6

/** A stable colour for a name, 1 to 6: the same person looks the same on every page. */
export function speakerColour(name: string): number {
  let hash = 0
  for (const character of name) hash = (hash * 31 + character.codePointAt(0)!) >>> 0
  return (hash % SPEAKER_COLOUR_COUNT) + 1
}

/** `NO` for "Nora Olsen", `T` for "Tom". */
export function initials(name: string): string {
  const words = name.split(/[\s_-]+/u).filter((word) => word !== '')
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return letters.map((word) => (word === undefined ? '' : [...word][0]!.toUpperCase())).join('')
}
