/** `loci mcp`: the memory as tools of the Model Context Protocol, over standard input and output. */

import { Option } from 'commander'
import { type CliCommand, onRun } from '../cli-command.ts'
import { addEmbedderOptions, type EmbedderOptions } from '../embedder-options.ts'
import { addModelOptions, type ModelOptions } from '../model-options.ts'
import { addScopeOptions, optionalScope, type ScopeOptions } from '../scope-options.ts'
import { openParts } from '../with-memory.ts'

export const mcpCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('mcp')
      .summary('serve the memory to an MCP client over stdio')
      .description(
        'Serves the memory as MCP tools over standard input and output, for clients that start it themselves:\n' +
          '  {"mcpServers": {"loci": {"command": "npx", "args": ["loci", "mcp", "--user", "ada"]}}}\n' +
          'The scope given here is used where a tool call names none. A running `loci serve` has the same tools at /mcp.',
      )
      .addOption(
        new Option(
          '--profile <name>',
          "mem0: mem0's tools and ours; reference: those of the MCP reference memory server",
        )
          .choices(['mem0', 'reference', 'all'])
          .default('mem0'),
      )
    addScopeOptions(addModelOptions(addEmbedderOptions(command)))
    onRun<ScopeOptions & EmbedderOptions & ModelOptions & { readonly profile: string }>(
      command,
      context,
      async ({ options }) => {
        const { serveMcpStdio } = await import('../../mcp/serve-mcp-stdio.ts')
        const scope = optionalScope(options, context.settings)
        const { memory } = await openParts(context, options, 'create', {
          understanding: 'makes',
          model: options,
          isWorker: true,
        })
        const inputEnd = context.terminal.inputEnd()
        const { version } = context
        const { profile } = options
        const server = await serveMcpStdio({
          memory,
          version,
          scope: scope ?? null,
          profile,
          inputEnd,
        })
        const stopListening = context.terminal.onStop(() => void server.close())
        await server.closed
        stopListening()
        await memory.close()
      },
    )
  },
}
