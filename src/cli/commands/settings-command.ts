/** `loci settings`: how a scope is run. Settings have history and undo, as memories have. */

import type { Command } from 'commander'
import { LociError } from '../../errors.ts'
import type { ScopeSettings, SettingsPatch } from '../../memory/scope-settings.ts'
import { type CliCommand, type CliContext, onRun } from '../cli-command.ts'
import { safeLine, shortId, tableLines } from '../layout.ts'
import { addScopeOptions, requiredScope, type ScopeOptions } from '../scope-options.ts'
import { withMemory } from '../with-memory.ts'

function settingLines(settings: ScopeSettings, own: SettingsPatch, columns: number): string[] {
  const rows = Object.entries(settings).map(([key, value]) => [
    key,
    Object.hasOwn(own, key) ? 'own' : '',
    safeLine(String(value ?? 'none')),
  ])
  return tableLines(rows, { columns })
}

function registerGet(parent: Command, context: CliContext): void {
  const command = parent
    .command('get')
    .description('Prints what holds for a scope; `own`: what was set for exactly this scope.')
  addScopeOptions(command)
  onRun<ScopeOptions>(command, context, async ({ options, output }) => {
    const scope = requiredScope(options, context.settings)
    const { settings, own } = await withMemory(context, options, 'open', async ({ memory }) => ({
      settings: await memory.settings.get(scope),
      own: await memory.settings.own(scope),
    }))
    output.result({ scope, settings, own }, () => settingLines(settings, own, output.columns))
  })
}

/** `derivedMax=100`, `instructions=none`, `pipeline=` (back to what holds above). */
function patchOf(pairs: readonly string[]): Record<string, unknown> {
  const patch: Record<string, unknown> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at < 1) {
      throw new LociError('INPUT_INVALID', `${JSON.stringify(pair)} is no key=value`, {
        hint: 'For example: loci settings set pipeline=mem0-v3 formation=inline --user ada.',
      })
    }
    const [key, value] = [pair.slice(0, at), pair.slice(at + 1)]
    patch[key] = settingOf(key, value)
  }
  return patch
}

function settingOf(key: string, text: string): unknown {
  if (text === '') return undefined
  if (key.endsWith('Max')) return text === 'none' ? null : Number(text)
  return key === 'instructions' && text === 'none' ? null : text
}

function registerSet(parent: Command, context: CliContext): void {
  const command = parent
    .command('set')
    .description(
      'Sets some settings of a scope and leaves the rest. `key=` takes one back to what holds above, `none` takes a bound or the instructions away.',
    )
    .argument('<key=value...>', 'as pipeline=mem0-v3')
  addScopeOptions(command)
  onRun<ScopeOptions>(command, context, async ({ args, options, output }) => {
    const scope = requiredScope(options, context.settings)
    const patch = patchOf(args)
    const receipt = await withMemory(context, options, 'create', ({ memory }) =>
      memory.settings.put(scope, patch),
    )
    output.result(receipt, () => [`set; undo with: loci undo ${shortId(receipt.batch)}`])
  })
}

export const settingsCommand: CliCommand = {
  register(program, context) {
    const parent = program
      .command('settings')
      .summary('how a scope is run: pipeline, instructions, bounds')
      .description(
        'How a scope is run: which pipeline forms its memories and when, with which instructions, how much it may hold and for how long. ' +
          "A scope's own settings win over its user's.",
      )
    registerGet(parent, context)
    registerSet(parent, context)
  },
}
