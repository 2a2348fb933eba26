/** The command line as people type it: commands, arguments, options, and the settings read from the environment. */

import { test } from 'node:test'
import type { Command } from 'commander'
import { createReferenceProgram } from '../../scripts/reference-program.ts'
import { settingNames } from '../../src/cli/settings.ts'
import { assertPinned } from './pin.ts'

function surfaceOf(command: Command): Record<string, unknown> {
  const words = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`
    return argument.required ? name : `${name}?`
  })
  return {
    ...(words.length === 0 ? {} : { arguments: words }),
    options: command.options.map((option) => option.flags).sort(),
    ...Object.fromEntries(command.commands.map((child) => [child.name(), surfaceOf(child)])),
  }
}

test('commands, arguments and options are the pinned ones', () => {
  assertPinned('cli', surfaceOf(createReferenceProgram().program))
})

test('settings read from the environment are the pinned ones', () => {
  assertPinned('settings', Object.keys(settingNames).sort())
})
