/**
 * `loci block`: core blocks, the short named texts that are in every context of their scope.
 *
 * Text comes from the arguments, or from standard input for `-`. Nothing is cut: over its limit a text is refused with how much.
 */

import { type Command, Option } from 'commander'
import type { Block } from '../../memory/blocks.ts'
import type { Receipt } from '../../memory/memory.ts'
import type { Scope } from '../../store/scope.ts'
import { type CliCommand, type CliContext, onRun, wholeNumber } from '../cli-command.ts'
import { momentText, safeLine, shortId, tableLines } from '../layout.ts'
import type { Output } from '../output.ts'
import { readInputText } from '../read-input.ts'
import { addScopeOptions, requiredScope, type ScopeOptions } from '../scope-options.ts'
import { withMemory } from '../with-memory.ts'

const CHARACTERS_MAX = 20_000
const INPUT_BYTES_MAX = 1_048_576

interface PutOptions extends ScopeOptions {
  readonly description?: string
  readonly max?: number
  readonly readOnly?: boolean
  readonly writable?: boolean
}

async function textOf(words: readonly string[], { terminal }: CliContext): Promise<string> {
  const isInput = words.length === 1 && words[0] === '-'
  return isInput ? readInputText(terminal, INPUT_BYTES_MAX) : words.join(' ')
}

function tell(output: Output, receipt: Receipt, what: string): void {
  output.result(receipt, () => [
    what,
    output.style.dim(`  take it back: loci undo ${shortId(receipt.batch)}`),
  ])
}

function scopeOf(options: ScopeOptions, { settings }: CliContext): Scope {
  return requiredScope(options, settings)
}

function usage({ characterCount, charactersMax, isReadOnly }: Block): string {
  return `${characterCount} of ${charactersMax}${isReadOnly ? ', read-only' : ''}`
}

function registerList(parent: Command, context: CliContext): void {
  const command = addScopeOptions(
    parent.command('list').description('Lists the blocks of a scope.'),
  )
  onRun<ScopeOptions>(command, context, async ({ options, output }) => {
    const scope = scopeOf(options, context)
    const blocks = await withMemory(context, options, 'open', ({ memory }) =>
      memory.blocks.list(scope),
    )
    output.result({ blocks }, () =>
      tableLines(
        [
          ['name', 'characters', 'changed', 'text'],
          ...blocks.map((block) => [
            safeLine(block.name),
            usage(block),
            momentText(block.updatedAtMs),
            safeLine(block.text),
          ]),
        ],
        { columns: output.columns },
      ),
    )
  })
}

function registerGet(parent: Command, context: CliContext): void {
  const command = addScopeOptions(
    parent.command('get').description('Prints the text of a block.').argument('<name>'),
  )
  onRun<ScopeOptions>(command, context, async ({ args, options, output }) => {
    const scope = scopeOf(options, context)
    const block = await withMemory(context, options, 'open', ({ memory }) =>
      memory.blocks.get({ scope, name: args[0]! }),
    )
    output.result({ block }, () => [
      ...block.text.split('\n').map(safeLine),
      output.style.dim(`  ${usage(block)}, version ${block.version}, by ${block.author}`),
    ])
  })
}

function registerPut(parent: Command, context: CliContext): void {
  const command = parent
    .command('put')
    .description('Makes a block or replaces its text.')
    .argument('<name>')
    .argument('<text...>', 'the text; - for standard input')
    .option('--description <text>', 'what the block is for')
    .option('--max <characters>', 'its limit (default: 2000)', wholeNumber(1, CHARACTERS_MAX))
    .addOption(new Option('--read-only', 'agents may read it only').conflicts('writable'))
    .option('--writable', 'agents may write it again')
  onRun<PutOptions>(addScopeOptions(command), context, async ({ args, options, output }) => {
    const scope = scopeOf(options, context)
    const [name, ...words] = args
    const text = await textOf(words, context)
    const { description, max: charactersMax, readOnly, writable } = options
    const isReadOnly = readOnly === true ? true : writable === true ? false : undefined
    const receipt = await withMemory(context, options, 'create', ({ memory }) =>
      memory.blocks.put({ scope, name: name!, text, description, charactersMax, isReadOnly }),
    )
    tell(output, receipt, `wrote ${safeLine(name!)}`)
  })
}

function registerAppend(parent: Command, context: CliContext): void {
  const command = parent
    .command('append')
    .description('Adds a line to a block.')
    .argument('<name>')
    .argument('<text...>', 'the line; - for standard input')
  onRun<ScopeOptions>(addScopeOptions(command), context, async ({ args, options, output }) => {
    const scope = scopeOf(options, context)
    const [name, ...words] = args
    const text = await textOf(words, context)
    const receipt = await withMemory(context, options, 'open', ({ memory }) =>
      memory.blocks.append({ scope, name: name!, text }),
    )
    tell(output, receipt, `appended to ${safeLine(name!)}`)
  })
}

function registerReplace(parent: Command, context: CliContext): void {
  const command = parent
    .command('replace')
    .description('Replaces words that stand in a block exactly once.')
    .argument('<name>')
    .argument('<old>', 'the words as they stand there')
    .argument('<new>', 'what takes their place')
  onRun<ScopeOptions>(addScopeOptions(command), context, async ({ args, options, output }) => {
    const scope = scopeOf(options, context)
    const [name, old, replacement] = args
    const receipt = await withMemory(context, options, 'open', ({ memory }) =>
      memory.blocks.replace({ scope, name: name!, old: old!, new: replacement! }),
    )
    tell(output, receipt, `changed ${safeLine(name!)}`)
  })
}

function registerRemove(parent: Command, context: CliContext): void {
  const command = addScopeOptions(
    parent.command('remove').description('Puts a block into the trash.').argument('<name>'),
  )
  onRun<ScopeOptions>(command, context, async ({ args, options, output }) => {
    const scope = scopeOf(options, context)
    const [name] = args
    const receipt = await withMemory(context, options, 'open', ({ memory }) =>
      memory.blocks.remove({ scope, name: name! }),
    )
    tell(output, receipt, `removed ${safeLine(name!)}`)
  })
}

function registerHistory(parent: Command, context: CliContext): void {
  const command = addScopeOptions(
    parent.command('history').description('Every version of a block.').argument('<name>'),
  )
  onRun<ScopeOptions>(command, context, async ({ args, options, output }) => {
    const scope = scopeOf(options, context)
    const versions = await withMemory(context, options, 'open', ({ memory }) =>
      memory.blocks.history({ scope, name: args[0]! }),
    )
    output.result({ versions }, () =>
      tableLines(
        [
          ['version', 'change', 'by', 'at', 'batch', 'text'],
          ...versions.map(({ cube, change, batch }) => [
            String(cube.version),
            change,
            cube.author,
            momentText(cube.updatedAtMs),
            shortId(batch),
            safeLine(cube.text),
          ]),
        ],
        { columns: output.columns },
      ),
    )
  })
}

export const blockCommand: CliCommand = {
  register(program, context) {
    const parent = program
      .command('block')
      .summary('core blocks: short texts in every context of a scope')
      .description(
        'Core blocks are short named texts that are always in the context of their scope. Agents edit them too, through MCP, unless they are read-only.',
      )
    registerList(parent, context)
    registerGet(parent, context)
    registerPut(parent, context)
    registerAppend(parent, context)
    registerReplace(parent, context)
    registerRemove(parent, context)
    registerHistory(parent, context)
  },
}
