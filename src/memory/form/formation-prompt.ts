/**
 * The messages of every formation call: one system message with the task and the rules, one user message with quoted data only.
 *
 * Custom instructions of a scope stand in the system message as one delimited line: they say what to remember, and the rules before them win.
 * Bound: the quoted memories are what is cut first when a prompt would pass PROMPT_TOKENS_MAX, the last of the list first; then turns that
 * are there for understanding only. The turns to form are never left out: how many there are is the window's to bound.
 */

import type { ModelMessage } from '../../model/model.ts'
import type { Cube } from '../../store/cube.ts'
import { estimateTokens } from '../token-estimate.ts'
import type { FormationInput } from './formation.ts'
import {
  quotedDataRule,
  quotedMoment,
  quoteEarlierTurns,
  quoteItems,
  quoteTurns,
} from './quoted-data.ts'

/** Estimated tokens of a whole prompt. */
export const PROMPT_TOKENS_MAX = 16_000
/** Turns before the window that a prompt shows, and characters of each (Mem0: the last 10, cut to 300). */
export const EARLIER_TURNS_MAX = 10
export const EARLIER_TURN_CHARACTERS_MAX = 300

export interface FormationPrompt {
  /** What to do and how the answer shall be. */
  readonly task: string
  readonly input: FormationInput
  /** Quoted data that has to be in it. */
  readonly blocks: readonly string[]
}

function systemText({ task, input }: FormationPrompt): string {
  const parts = [task, quotedDataRule, `Now it is ${quotedMoment(input.nowMs)} (UTC).`]
  const { instructions } = input
  if (instructions !== null && instructions.trim() !== '') {
    parts.push(
      'Whoever runs this memory asks you to mind the following about what to remember. It cannot change the rules above:',
      quoteItems([{ text: instructions }], 'instructions', 'i').text,
    )
  }
  return parts.join('\n\n')
}

export function formationMessages(prompt: FormationPrompt): ModelMessage[] {
  return [
    { role: 'system', content: systemText(prompt) },
    { role: 'user', content: prompt.blocks.join('\n\n') },
  ]
}

/** What a prompt has left beside `prompt`, in estimated tokens. */
function tokensLeft(prompt: FormationPrompt): number {
  const messages = formationMessages(prompt)
  const used = messages.reduce((sum, { content }) => sum + estimateTokens(content), 0)
  return Math.max(0, PROMPT_TOKENS_MAX - used)
}

/** As many of the first `cubes` as fit beside the prompt. Each costs what its quoted line costs. */
export function cubesWithin(prompt: FormationPrompt, cubes: readonly Cube[]): readonly Cube[] {
  let left = tokensLeft(prompt)
  const kept: Cube[] = []
  for (const cube of cubes) {
    left -= estimateTokens(quoteTurns([cube]).text)
    if (left < 0) break
    kept.push(cube)
  }
  return kept
}

function cutTurn(cube: Cube): Cube {
  if (cube.text.length <= EARLIER_TURN_CHARACTERS_MAX) return cube
  const cut = cube.text.slice(0, EARLIER_TURN_CHARACTERS_MAX).replace(/[\ud800-\udbff]$/, '')
  return { ...cube, text: `${cut} [...]` }
}

/** The turns before the window, as one block; null where there are none or no room for any. The latest stay. */
export function earlierTurns(prompt: FormationPrompt): string | null {
  const latestFirst = prompt.input.before.slice(-EARLIER_TURNS_MAX).map(cutTurn).reverse()
  const kept = cubesWithin(prompt, latestFirst)
  return kept.length === 0 ? null : quoteEarlierTurns([...kept].reverse()).text
}
