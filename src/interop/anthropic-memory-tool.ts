/**
 * Anthropic's memory tool (memory_20250818) on a Loci memory: an object for the tool list of their SDK's tool runner.
 *
 * No dependency: the shape is that of the SDK's `betaMemoryTool`. A failing command throws a LociError, which the runner shows the
 * model as an error result with its message; `answer` gives that result for a loop of one's own. The scope is fixed when the tool is
 * made, so nothing a model says reaches another's files.
 */

import { LociError } from '../errors.ts'
import type { FileCommand, FileCommandName } from '../memory/files.ts'
import type { Memory } from '../memory/memory.ts'

type MemoryToolHandlers = {
  readonly [Name in FileCommandName]: (
    command: Extract<FileCommand, { command: Name }>,
  ) => Promise<string>
}

export interface AnthropicMemoryTool {
  readonly type: 'memory_20250818'
  readonly name: 'memory'
  /** One function a command, as the SDK's `betaMemoryTool` takes them. */
  readonly handlers: MemoryToolHandlers
  parse(input: unknown): FileCommand
  /** The text for the model. Throws the LociError of a command that failed. */
  run(command: FileCommand): Promise<string>
  /** As `run`, with a failure as the result block that a model reads. */
  answer(command: FileCommand): Promise<{ readonly content: string; readonly is_error: boolean }>
}

export function createAnthropicMemoryTool(options: {
  readonly memory: Pick<Memory, 'files'>
  readonly scope: Parameters<Memory['files']['run']>[0]['scope']
}): AnthropicMemoryTool {
  const { memory, scope } = options
  const run = async (command: FileCommand): Promise<string> => {
    const { text } = await memory.files.run({ scope, command, actor: 'agent' })
    return text
  }
  return {
    type: 'memory_20250818',
    name: 'memory',
    handlers: {
      view: run,
      create: run,
      str_replace: run,
      insert: run,
      delete: run,
      rename: run,
    },
    parse: (input) => input as FileCommand,
    run,
    async answer(command) {
      try {
        return { content: await run(command), is_error: false }
      } catch (error) {
        // A boundary: the model reads the failure and may try again.
        const { message } = LociError.from(error)
        return { content: `Error: ${message}`, is_error: true }
      }
    },
  }
}
