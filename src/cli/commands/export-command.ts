/** `loci export`: a scope's memories as a file that `loci import`, mem0 or an MCP memory server reads. */

import { LociError } from '../../errors.ts'
import { exportFormatNamed, exportFormats } from '../../interop/export/export-registry.ts'
import { type CliCommand, onRun } from '../cli-command.ts'
import { countText, formatHelp } from '../layout.ts'
import { addScopeOptions, requiredScope, type ScopeOptions } from '../scope-options.ts'
import { withMemory } from '../with-memory.ts'

interface ExportOptions extends ScopeOptions {
  readonly format: string
  readonly output?: string
}

export const exportCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('export')
      .summary("write a scope's memories to a file")
      .description(
        'Writes the live memories of a scope, oldest first, to standard output or a file.',
      )
      .addHelpText('after', formatHelp(exportFormats))
      .option('--format <name>', 'a format of the list below', 'jsonl')
      .option('-o, --output <file>', 'write to a file, whole or not at all')
    addScopeOptions(command)
    onRun<ExportOptions>(command, context, async ({ options, output }) => {
      const format = exportFormatNamed(options.format)
      const scope = requiredScope(options, context.settings)
      const path = options.output
      await withMemory(context, options, 'open', async ({ memory }) => {
        const parts: string[] = []
        let byteCount = 0
        for await (const part of format.write(memory, scope)) {
          if (path !== undefined) parts.push(part)
          else if (!(await output.chunk(part))) return
          byteCount += part.length
        }
        if (path === undefined) return
        if (await context.host.disk.exists(path)) {
          throw new LociError('STORE_EXISTS', `${path} exists already`, {
            hint: 'Choose a path that does not exist yet.',
          })
        }
        await context.host.disk.writeAtomic(path, parts.join(''))
        output.result({ path, characterCount: byteCount }, () => [
          `wrote ${path} (${countText(byteCount, 'character')})`,
        ])
      })
    })
  },
}
