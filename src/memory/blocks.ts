/**
 * Core blocks: named pieces of text of bounded size that are always in the context of their scope.
 *
 * Agents and people edit the same blocks; a person may make one read-only for agents. Invariant: nothing is cut. A text over its limit is
 * refused with how much it is over, on whatever way it comes in (see `block-rules.ts`). Kept as named cubes: history, undo, time travel.
 *
 * Idea: the memory blocks of MemGPT (2310.08560). Departure: every edit is a version, and what a person wrote is closed to automatic change.
 */

import { LociError } from '../errors.ts'
import type { Actor, Cube, CubeId } from '../store/cube.ts'
import { checkScope, type Scope } from '../store/scope.ts'
import type { CubeVersion } from '../store/store.ts'
import {
  BLOCK_CHARACTERS_DEFAULT,
  BLOCK_CHARACTERS_MAX,
  BLOCKS_PER_SCOPE_MAX,
  blockLimits,
  blockSettings,
  characterCountOf,
  checkBlockName,
  checkBlockText,
} from './block-rules.ts'
import { checkActor, checkCount, checkText, invalidInput } from './check-input.ts'
import { isLive } from './lifecycle.ts'
import type { Receipt } from './memory.ts'
import type { MemoryCore } from './memory-core.ts'
import { type NamedContent, NamedCubes } from './named-cubes.ts'

export interface Block {
  readonly id: CubeId
  readonly scope: Scope
  readonly name: string
  readonly text: string
  /** What it is for, for whoever edits it. */
  readonly description: string
  readonly characterCount: number
  readonly charactersMax: number
  /** Whether agents may only read it. */
  readonly isReadOnly: boolean
  readonly version: number
  readonly author: Actor
  /** Whether a person wrote in it: automatic change is refused. */
  readonly isProtected: boolean
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

export interface BlockName {
  readonly scope: Scope
  readonly name: string
}

interface BlockEdit extends BlockName {
  /** Default `user`. */
  readonly actor?: Actor | undefined
  /** Refuse with MEMORY_CHANGED unless the block has this version. */
  readonly ifVersion?: number | undefined
}

export interface PutBlock extends BlockEdit {
  readonly text: string
  /** What is left out stays as it was. */
  readonly description?: string | undefined
  /** Default BLOCK_CHARACTERS_DEFAULT, at most BLOCK_CHARACTERS_MAX. A person's to change. */
  readonly charactersMax?: number | undefined
  /** A person's to change. */
  readonly isReadOnly?: boolean | undefined
}

export interface AppendBlock extends BlockEdit {
  readonly text: string
}

export interface ReplaceInBlock extends BlockEdit {
  /** Must stand in the block exactly once. */
  readonly old: string
  readonly new: string
}

/**
 * The core blocks of a scope. Characters are Unicode code points. Throws INPUT_TOO_LARGE for a text over the limit of its block,
 * MEMORY_PROTECTED for one that the actor may not change, MEMORY_NOT_FOUND where there is none.
 */
export interface Blocks {
  put(input: PutBlock): Promise<Receipt>
  /** On a line of its own, after what is there. */
  append(input: AppendBlock): Promise<Receipt>
  replace(input: ReplaceInBlock): Promise<Receipt>
  /** To the trash; `undo` brings it back. */
  remove(input: BlockName & { readonly actor?: Actor | undefined }): Promise<Receipt>
  /** Of the exact scope, in creation order. */
  list(scope: Scope): Promise<readonly Block[]>
  get(block: BlockName): Promise<Block>
  /** Every version, oldest first, also of a block that was removed. */
  history(block: BlockName): Promise<readonly CubeVersion[]>
}

const DESCRIPTION_CHARACTERS_MAX = 1_000
/** The limit of the block says more than one of bytes would. */
const ANY_BYTES = Number.POSITIVE_INFINITY

export function blockOf(cube: Cube): Block {
  const {
    id,
    scope,
    name = '',
    text,
    version,
    author,
    isProtected,
    createdAtMs,
    updatedAtMs,
  } = cube
  const { description, ...limits } = blockSettings(cube)
  return {
    id,
    scope,
    name,
    text,
    description,
    characterCount: characterCountOf(text),
    ...limits,
    version,
    author,
    isProtected,
    createdAtMs,
    updatedAtMs,
  }
}

function notFound({ name }: BlockName): LociError {
  return new LociError('MEMORY_NOT_FOUND', `there is no block ${JSON.stringify(name)}`, {
    hint: 'List the blocks of the scope; names are told apart by case.',
    details: { name },
  })
}

function checkDescription(value: string): string {
  const text = checkText(value, 'description')
  if (text.length <= DESCRIPTION_CHARACTERS_MAX) return text
  throw new LociError(
    'INPUT_TOO_LARGE',
    `description has ${text.length} characters; the limit is ${DESCRIPTION_CHARACTERS_MAX}`,
    { details: { field: 'description' } },
  )
}

/** Where `old` stands, or a refusal that says how often it does. */
function onlyPlaceOf(text: string, old: string, name: string): number {
  if (old === '') throw invalidInput('old', 'is empty; use append to add text')
  const at = text.indexOf(old)
  const count = at === -1 ? 0 : text.split(old).length - 1
  const isTwice = at !== -1 && text.indexOf(old, at + 1) !== -1
  if (at !== -1 && !isTwice) return at
  const found = count === 0 ? 'does not stand in' : 'stands more than once in'
  throw new LociError('INPUT_INVALID', `old ${found} the block ${JSON.stringify(name)}`, {
    hint:
      count === 0
        ? 'Read the block and give the words as they stand there; case and blanks count.'
        : 'Give more of the words around it, so that it stands there once.',
    details: { field: 'old', count: isTwice ? Math.max(2, count) : count },
  })
}

export class StoredBlocks implements Blocks {
  readonly #core: MemoryCore
  readonly #cubes: NamedCubes

  constructor(core: MemoryCore) {
    this.#core = core
    this.#cubes = new NamedCubes(core, 'block')
  }

  async put(input: PutBlock): Promise<Receipt> {
    const { text, description, charactersMax, isReadOnly } = input
    checkText(text, 'text', ANY_BYTES)
    if (charactersMax !== undefined)
      checkCount(charactersMax, 'charactersMax', BLOCK_CHARACTERS_DEFAULT, BLOCK_CHARACTERS_MAX)
    if (isReadOnly !== undefined && typeof isReadOnly !== 'boolean')
      throw invalidInput('isReadOnly', 'must be true or false')
    const asked = {
      ...(description === undefined ? {} : { description: checkDescription(description) }),
      ...(charactersMax === undefined ? {} : { charactersMax }),
      ...(isReadOnly === undefined ? {} : { isReadOnly }),
    }
    const names = new Set((await this.list(input.scope)).map((one) => one.name))
    if (!names.has(input.name) && names.size >= BLOCKS_PER_SCOPE_MAX) {
      throw new LociError(
        'INPUT_TOO_LARGE',
        `the scope has ${names.size} blocks; the limit is ${BLOCKS_PER_SCOPE_MAX}`,
        { hint: 'Remove a block that is not needed in every context, or remember it as a note.' },
      )
    }
    return this.#edit(input, (current, actor) => {
      const before = current === null ? blockLimits : blockSettings(current)
      const after = { ...before, ...asked }
      checkLimitsMayChange({ before, after, actor, isNew: current === null })
      return { text, metadata: after }
    })
  }

  append(input: AppendBlock): Promise<Receipt> {
    const added = checkText(input.text, 'text', ANY_BYTES)
    if (added === '') throw invalidInput('text', 'is empty')
    return this.#edit(input, (current) => {
      if (current === null) throw notFound(input)
      const needsBreak = current.text !== '' && !current.text.endsWith('\n')
      return { text: `${current.text}${needsBreak ? '\n' : ''}${added}` }
    })
  }

  replace(input: ReplaceInBlock): Promise<Receipt> {
    const old = checkText(input.old, 'old')
    const replacement = checkText(input.new, 'new', ANY_BYTES)
    return this.#edit(input, (current) => {
      if (current === null) throw notFound(input)
      const { text } = current
      const at = onlyPlaceOf(text, old, input.name)
      return { text: text.slice(0, at) + replacement + text.slice(at + old.length) }
    })
  }

  async remove(input: BlockName & { readonly actor?: Actor | undefined }): Promise<Receipt> {
    const name = checkBlockName(input.name)
    const receipt = await this.#cubes.remove(input.scope, name, checkActor(input.actor))
    if (receipt === null) throw notFound(input)
    return receipt
  }

  async list(scope: Scope): Promise<readonly Block[]> {
    return (await this.#cubes.list(scope)).map(blockOf)
  }

  async get(block: BlockName): Promise<Block> {
    const cube = await this.#cubes.get(block.scope, checkBlockName(block.name))
    if (cube === null) throw notFound(block)
    return blockOf(cube)
  }

  async history({ scope, name }: BlockName): Promise<readonly CubeVersion[]> {
    const named = { kind: 'block', scope: checkScope(scope), name: checkBlockName(name) } as const
    const [cube] = await this.#core.store.named(named)
    if (cube === undefined) throw notFound({ scope, name })
    return this.#core.store.versions(cube.id)
  }

  async #edit(
    input: BlockEdit,
    toContent: (current: Cube | null, actor: Actor) => NamedContent & { readonly text: string },
  ): Promise<Receipt> {
    const actor = checkActor(input.actor)
    const name = checkBlockName(input.name)
    const { id, ...receipt } = await this.#cubes.put({
      scope: input.scope,
      name,
      actor,
      ifVersion: input.ifVersion,
      content: (current) => {
        const content = toContent(current !== null && isLive(current) ? current : null, actor)
        const metadata = content.metadata ?? current?.metadata ?? blockLimits
        checkBlockText({ name, metadata }, content.text)
        return { ...content, isProtected: current?.isProtected === true || actor === 'user' }
      },
    })
    return receipt
  }
}

type Limits = Pick<Block, 'charactersMax' | 'isReadOnly'>

function checkLimitsMayChange(asked: {
  readonly before: Limits
  readonly after: Limits
  readonly actor: Actor
  readonly isNew: boolean
}): void {
  const { before, after, actor, isNew } = asked
  if (actor === 'user') return
  const isSame =
    before.isReadOnly === after.isReadOnly &&
    (isNew || before.charactersMax === after.charactersMax)
  if (isSame) return
  throw new LociError('MEMORY_PROTECTED', 'the limits of a block are for a person to change', {
    hint: 'Leave charactersMax and isReadOnly out, or call with actor "user".',
  })
}
