/** `loci scopes`: whose memories there are. */

import { scopeKey } from '../../store/scope.ts'
import { type CliCommand, onRun } from '../cli-command.ts'
import { momentText, tableLines } from '../layout.ts'
import { addScopeOptions, optionalScope, type ScopeOptions } from '../scope-options.ts'
import { withMemory } from '../with-memory.ts'

export const scopesCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('scopes')
      .summary('list users, agents and runs that have memories')
      .description('Lists the scopes that have memories, with counts.')
    addScopeOptions(command)
    onRun<ScopeOptions>(command, context, async ({ options, output }) => {
      const scope = optionalScope(options, context.settings)
      const scopes = await withMemory(context, options, 'open', ({ memory }) =>
        memory.scopes(scope),
      )
      output.result({ scopes }, () =>
        tableLines(
          [
            ['scope', 'memories', 'last change'],
            ...scopes.map(({ scope: found, cubeCount, updatedAtMs }) => [
              scopeKey(found),
              String(cubeCount),
              momentText(updatedAtMs),
            ]),
          ],
          { columns: output.columns, alignRight: [1] },
        ),
      )
    })
  },
}
