/**
 * The tools of custom instructions: what forming memories should mind in a scope, in the words of whoever runs it.
 *
 * Of all settings only this one is offered to models: the others decide what is kept and for how long, which is a person's to say.
 */

import { z } from 'zod'
import { changed, changeOf, defineTool, scopeArguments, scopeOf } from './mcp-tool.ts'

const getInstructions = defineTool({
  name: 'get_instructions',
  title: 'Get custom instructions',
  description: 'Returns what forming memories is asked to mind in a scope.',
  effect: 'reads',
  input: z.strictObject(scopeArguments),
  output: z.object({ instructions: z.string().nullable() }),
  async run(context, named) {
    const { instructions } = await context.memory.settings.get(scopeOf(context, named))
    return { instructions }
  },
})

const setInstructions = defineTool({
  name: 'set_instructions',
  title: 'Set custom instructions',
  description:
    'Sets what forming memories should mind in a scope, such as what to leave out. Only when the user asks for it.',
  effect: 'changes',
  input: z.strictObject({
    instructions: z.string().nullable().describe('In plain words; null for none.'),
    ...scopeArguments,
  }),
  output: changed,
  async run(context, { instructions, ...named }) {
    const scope = scopeOf(context, named)
    return changeOf(await context.memory.settings.put(scope, { instructions }, 'agent'))
  },
})

export const instructionTools = [getInstructions, setInstructions] as const
