/**
 * An agent's files: the commands of Anthropic's memory tool (memory_20250818) over the store.
 *
 * A file is a named cube under its path: recall finds it, every edit is a version, and a command that touches many files (deleting or
 * renaming a folder) is one batch, taken back at once. What a command says when it succeeds or fails is what the tool's models
 * expect to read; failures carry our codes beside.
 */

import { LociError } from '../errors.ts'
import type { Actor, Cube, CubeId } from '../store/cube.ts'
import { checkScope, type Scope } from '../store/scope.ts'
import type { CubeVersion } from '../store/store.ts'
import { checkActor, checkText, invalidInput } from './check-input.ts'
import { checkFilePath, checkFileText, FILES_PER_SCOPE_MAX, FILES_ROOT } from './file-paths.ts'
import { changeView, fileView, folderView } from './file-views.ts'
import type { Receipt } from './memory.ts'
import type { MemoryCore } from './memory-core.ts'
import { NamedCubes } from './named-cubes.ts'

export type FileCommand =
  | {
      readonly command: 'view'
      readonly path: string
      /** First and last line, from 1; -1 for the last of the file. */
      readonly view_range?: readonly number[] | undefined
    }
  | { readonly command: 'create'; readonly path: string; readonly file_text: string }
  | {
      readonly command: 'str_replace'
      readonly path: string
      readonly old_str: string
      readonly new_str?: string | undefined
    }
  | {
      readonly command: 'insert'
      readonly path: string
      /** After this line; 0: at the beginning. */
      readonly insert_line: number
      readonly insert_text: string
    }
  | { readonly command: 'delete'; readonly path: string }
  | { readonly command: 'rename'; readonly old_path: string; readonly new_path: string }

export type FileCommandName = FileCommand['command']

export interface FileAnswer {
  /** What the model is told. */
  readonly text: string
  /** Null when nothing was changed. */
  readonly receipt: Receipt | null
}

export interface KeptFile {
  readonly id: CubeId
  readonly path: string
  readonly text: string
  readonly version: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

export interface Files {
  /**
   * Runs one command. Throws INPUT_INVALID (bad path or argument, a path that is taken), MEMORY_NOT_FOUND, INPUT_TOO_LARGE,
   * MEMORY_PROTECTED; the message is the text for the model.
   */
  run(input: {
    readonly scope: Scope
    readonly command: FileCommand
    /** Default `agent`. */
    readonly actor?: Actor | undefined
  }): Promise<FileAnswer>
  /** Files of the exact scope, by path. */
  list(scope: Scope): Promise<readonly KeptFile[]>
  get(file: { readonly scope: Scope; readonly path: string }): Promise<KeptFile>
  /** Every version, oldest first, also of a file that was deleted. */
  history(file: { readonly scope: Scope; readonly path: string }): Promise<readonly CubeVersion[]>
}

export const fileCommandNames: readonly FileCommandName[] = [
  'view',
  'create',
  'str_replace',
  'insert',
  'delete',
  'rename',
]

interface Where {
  readonly scope: Scope
  readonly actor: Actor
}

type Of<Name extends FileCommandName> = Extract<FileCommand, { command: Name }>

const ROOT_FIXED = `the ${FILES_ROOT} directory itself`

function missing(path: string, more = ''): LociError {
  return new LociError('MEMORY_NOT_FOUND', `The path ${path} does not exist${more}`, {
    hint: `View ${FILES_ROOT} to see what there is.`,
    details: { path },
  })
}

function taken(message: string, path: string): LociError {
  return new LociError('INPUT_INVALID', message, { details: { field: 'path', path } })
}

function pathOf(cube: Cube): string {
  return cube.name ?? ''
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`)
}

function fileOf(cube: Cube): KeptFile {
  const { id, text, version, createdAtMs, updatedAtMs } = cube
  return { id, path: pathOf(cube), text, version, createdAtMs, updatedAtMs }
}

export class StoredFiles implements Files {
  readonly #core: MemoryCore
  readonly #cubes: NamedCubes

  constructor(core: MemoryCore) {
    this.#core = core
    this.#cubes = new NamedCubes(core, 'file')
  }

  async run(input: Parameters<Files['run']>[0]): Promise<FileAnswer> {
    const { command } = input
    const where = { scope: checkScope(input.scope), actor: checkActor(input.actor ?? 'agent') }
    if (typeof command !== 'object' || command === null) {
      throw invalidInput('command', 'must be an object with a command in it')
    }
    switch (command.command) {
      case 'view':
        return { text: await this.#view(where.scope, command), receipt: null }
      case 'create':
        return this.#create(where, command)
      case 'str_replace':
        return this.#replace(where, command)
      case 'insert':
        return this.#insert(where, command)
      case 'delete':
        return this.#delete(where, command)
      case 'rename':
        return this.#rename(where, command)
      default: {
        const { command: name } = command satisfies never as { readonly command: unknown }
        throw invalidInput(
          'command',
          `${JSON.stringify(name)} is none of ${fileCommandNames.join(', ')}`,
        )
      }
    }
  }

  async list(scope: Scope): Promise<readonly KeptFile[]> {
    const files = (await this.#cubes.list(scope)).map(fileOf)
    return files.sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  async get({ scope, path }: { readonly scope: Scope; readonly path: string }): Promise<KeptFile> {
    const checked = checkFilePath(path)
    const cube = await this.#cubes.get(scope, checked)
    if (cube === null) throw missing(checked)
    return fileOf(cube)
  }

  async history(file: {
    readonly scope: Scope
    readonly path: string
  }): Promise<readonly CubeVersion[]> {
    const name = checkFilePath(file.path)
    const scope = checkScope(file.scope)
    const [cube] = await this.#core.store.named({ kind: 'file', scope, name })
    if (cube === undefined) throw missing(name)
    return this.#core.store.versions(cube.id)
  }

  async #view(scope: Scope, { path: given, view_range }: Of<'view'>): Promise<string> {
    const path = checkFilePath(given)
    const files = await this.list(scope)
    const file = files.find((one) => one.path === path)
    if (file !== undefined) return fileView(file, view_range)
    const below = files.filter((one) => isBelow(one.path, path))
    if (below.length === 0 && path !== FILES_ROOT) {
      throw missing(path, '. Please provide a valid path.')
    }
    return folderView(path, below)
  }

  async #create(where: Where, { path: given, file_text }: Of<'create'>): Promise<FileAnswer> {
    const path = checkFilePath(given)
    const text = checkFileText(path, file_text)
    const receipt = await this.#cubes.rearrange({
      ...where,
      operation: 'put-file',
      plan: (live) => {
        if (live.length >= FILES_PER_SCOPE_MAX) {
          throw new LociError(
            'INPUT_TOO_LARGE',
            `there are ${live.length} files already; that is the most`,
            {
              hint: 'Delete or merge files that are not needed.',
            },
          )
        }
        checkFree(live, path, `File ${path} already exists`)
        return { removed: [], put: [{ name: path, content: newFile(text, where.actor) }] }
      },
    })
    return { text: `File created successfully at: ${path}`, receipt }
  }

  async #replace(where: Where, command: Of<'str_replace'>): Promise<FileAnswer> {
    const path = checkFilePath(command.path)
    const old = checkText(command.old_str, 'old_str')
    const replacement = checkText(command.new_str ?? '', 'new_str')
    if (old === '') throw invalidInput('old_str', 'is empty; use insert to add text')
    let shown = ''
    const receipt = await this.#edit(where, path, (text) => {
      const at = onlyPlaceOf(text, old, path)
      const next = text.slice(0, at) + replacement + text.slice(at + old.length)
      shown = changeView(next, at)
      return next
    })
    const said =
      'The memory file has been edited. Here is the snippet showing the change (with line numbers):'
    return { text: `${said}\n${shown}`, receipt }
  }

  async #insert(where: Where, command: Of<'insert'>): Promise<FileAnswer> {
    const path = checkFilePath(command.path)
    const added = checkText(command.insert_text, 'insert_text').replace(/\n$/, '')
    const { insert_line: line } = command
    const receipt = await this.#edit(where, path, (text) => {
      const lines = text.split('\n')
      if (!Number.isInteger(line) || line < 0 || line > lines.length) {
        throw new LociError(
          'INPUT_INVALID',
          `Invalid \`insert_line\` parameter: ${line}. It should be within the range of lines of the file: [0, ${lines.length}]`,
          { details: { field: 'insert_line' } },
        )
      }
      return lines.toSpliced(line, 0, added).join('\n')
    })
    return { text: `The file ${path} has been edited.`, receipt }
  }

  async #delete(where: Where, { path: given }: Of<'delete'>): Promise<FileAnswer> {
    const path = checkFilePath(given)
    if (path === FILES_ROOT) throw taken(`Cannot delete ${ROOT_FIXED}`, path)
    const receipt = await this.#cubes.rearrange({
      ...where,
      operation: 'remove-file',
      plan: (live) => {
        const removed = atOrBelow(live, path)
        if (removed.length === 0) throw missing(path)
        return { removed, put: [] }
      },
    })
    return { text: `Successfully deleted ${path}`, receipt }
  }

  async #rename(where: Where, command: Of<'rename'>): Promise<FileAnswer> {
    const from = checkFilePath(command.old_path, 'old_path')
    const to = checkFilePath(command.new_path, 'new_path')
    if (from === FILES_ROOT) throw taken(`Cannot rename ${ROOT_FIXED}`, from)
    const receipt = await this.#cubes.rearrange({
      ...where,
      operation: 'rename-file',
      plan: (live) => {
        checkFree(live, to, `The destination ${to} already exists`)
        const removed = atOrBelow(live, from)
        if (removed.length === 0) throw missing(from)
        if (isBelow(to, from)) throw taken(`Cannot rename ${from} to a path below itself`, to)
        const put = removed.map((cube) => {
          const name = checkFilePath(to + pathOf(cube).slice(from.length), 'new_path')
          const { text, metadata, isProtected, provenance } = cube
          const parents = [...new Set([...provenance.parents, cube.id])]
          return {
            name,
            content: { text, metadata, isProtected, provenance: { ...provenance, parents } },
          }
        })
        return { removed, put }
      },
    })
    return { text: `Successfully renamed ${from} to ${to}`, receipt }
  }

  async #edit(
    { scope, actor }: Where,
    path: string,
    toText: (text: string) => string,
  ): Promise<Receipt> {
    await this.#checkFile(scope, path)
    const { id, ...receipt } = await this.#cubes.put({
      scope,
      name: path,
      actor,
      content: (current) => {
        if (current === null) throw missing(path, '. Please provide a valid path.')
        const text = checkFileText(path, toText(current.text))
        return { text, isProtected: current.isProtected || actor === 'user' }
      },
    })
    return receipt
  }

  async #checkFile(scope: Scope, path: string): Promise<void> {
    const live = await this.#cubes.list(scope)
    if (live.some((cube) => pathOf(cube) === path)) return
    if (path === FILES_ROOT || atOrBelow(live, path).length > 0) {
      throw taken(`The path ${path} is not a file.`, path)
    }
    throw missing(path, '. Please provide a valid path.')
  }
}

function newFile(text: string, actor: Actor) {
  return { text, metadata: {}, isProtected: actor === 'user' }
}

function atOrBelow(live: readonly Cube[], path: string): Cube[] {
  return live.filter((cube) => pathOf(cube) === path || isBelow(pathOf(cube), path))
}

/** Refuses a path that is a file or a folder already, or whose folder is a file. */
function checkFree(live: readonly Cube[], path: string, message: string): void {
  if (path === FILES_ROOT || atOrBelow(live, path).length > 0) throw taken(message, path)
  const inTheWay = live.find((cube) => isBelow(path, pathOf(cube)))
  if (inTheWay === undefined) return
  throw taken(`The path ${pathOf(inTheWay)} is a file, so ${path} cannot be below it`, path)
}

/** Where `old` stands in a file, or the refusal with the lines where it does. */
function onlyPlaceOf(text: string, old: string, path: string): number {
  const places: number[] = []
  for (let at = text.indexOf(old); at !== -1; at = text.indexOf(old, at + 1)) places.push(at)
  if (places.length === 1) return places[0]!
  if (places.length === 0) {
    throw new LociError(
      'INPUT_INVALID',
      `No replacement was performed, old_str \`${old}\` did not appear verbatim in ${path}.`,
      { details: { field: 'old_str', count: 0 } },
    )
  }
  const lines = [...new Set(places.map((at) => text.slice(0, at).split('\n').length))]
  throw new LociError(
    'INPUT_INVALID',
    `No replacement was performed. Multiple occurrences of old_str \`${old}\` in lines: ${lines.join(', ')}. Please ensure it is unique`,
    { details: { field: 'old_str', count: places.length } },
  )
}
