/**
 * What every change of a core block is held to, whichever call makes it: its name, its limit, and who may write.
 *
 * Settings of a block lie in its metadata; what is not there, or not of the right type, is the default.
 */

import { LociError } from '../errors.ts'
import type { Actor, Cube } from '../store/cube.ts'
import { checkText, invalidInput } from './check-input.ts'

export const BLOCK_CHARACTERS_DEFAULT = 2_000
export const BLOCK_CHARACTERS_MAX = 20_000
export const BLOCKS_PER_SCOPE_MAX = 64
export const BLOCK_NAME_CHARACTERS_MAX = 64

export const blockLimits = {
  description: '',
  charactersMax: BLOCK_CHARACTERS_DEFAULT as number,
  isReadOnly: false as boolean,
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
const forbidden = /[\u0000-\u001f\u007f-\u009f\u2028\u2029<>"/\\]/u

/** A name stands in the marks of a context: no quotes, no brackets, no slashes, one line. */
export function checkBlockName(value: unknown): string {
  const name = checkText(value, 'name')
  const isLabel = name !== '' && [...name].length <= BLOCK_NAME_CHARACTERS_MAX
  if (isLabel && name.trim() === name && !forbidden.test(name)) return name
  throw invalidInput(
    'name',
    `of a block has 1-${BLOCK_NAME_CHARACTERS_MAX} characters, none of them a control character, " < > / or \\, no blank at its ends`,
  )
}

export function blockSettings({ metadata }: Pick<Cube, 'metadata'>): typeof blockLimits {
  const { description, charactersMax, isReadOnly } = metadata
  return {
    description: typeof description === 'string' ? description : blockLimits.description,
    charactersMax: typeof charactersMax === 'number' ? charactersMax : blockLimits.charactersMax,
    isReadOnly: isReadOnly === true,
  }
}

/** Unicode code points: what a reader would rather call characters than UTF-16 units. */
export function characterCountOf(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

const grouped = new Intl.NumberFormat('en-US')

/** Throws INPUT_TOO_LARGE that says by how much. */
export function checkBlockText(
  { name, metadata }: Pick<Cube, 'name' | 'metadata'>,
  text: string,
): void {
  const { charactersMax } = blockSettings({ metadata })
  const characterCount = characterCountOf(text)
  const over = characterCount - charactersMax
  if (over <= 0) return
  throw new LociError(
    'INPUT_TOO_LARGE',
    `block ${JSON.stringify(name)} would have ${grouped.format(characterCount)} characters, ` +
      `${grouped.format(over)} more than its limit of ${grouped.format(charactersMax)}`,
    {
      hint: 'Nothing was cut and nothing was changed: shorten the text, or let a person raise charactersMax.',
      details: { name, characterCount, charactersMax, over },
    },
  )
}

/** Throws MEMORY_PROTECTED for an agent's or automatic change of a block that a person made read-only. */
export function checkMayWriteBlock(cube: Cube, actor: Actor, what: string): void {
  if (cube.kind !== 'block' || actor === 'user' || !blockSettings(cube).isReadOnly) return
  throw new LociError(
    'MEMORY_PROTECTED',
    `cannot ${what} the block ${cube.name}: it is read-only`,
    {
      hint: 'A person made it read-only for agents: call with actor "user".',
      details: { id: cube.id, name: cube.name },
    },
  )
}
