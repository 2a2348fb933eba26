/** `loci context`: text for a prompt, within a token budget. Printed as it is, so that it can be piped into one. */

import { type CliCommand, onRun, wholeNumber } from '../cli-command.ts'
import { safeLine, safeText } from '../layout.ts'
import { withUnderstanding } from '../with-memory.ts'
import { addRecallOptions, type RecallOptions, recallInputOf } from './recall-options.ts'

const BUDGET_TOKENS_MAX = 1_000_000

interface ContextOptions extends RecallOptions {
  readonly budget?: number
}

export const contextCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('context')
      .summary('text for a prompt: what memory knows about a question')
      .description(
        'Prints prompt-ready text: the whole history while it fits the budget, else the best passages, ' +
          'oldest first, with dates and ids.',
      )
      .argument('<question...>', 'what the prompt is about')
      .option(
        '-b, --budget <tokens>',
        'tokens at most (default: 2000)',
        wholeNumber(1, BUDGET_TOKENS_MAX),
      )
    addRecallOptions(command)
    onRun<ContextOptions>(command, context, async ({ args, options, output }) => {
      const input = { ...recallInputOf(args, options, context), budgetTokens: options.budget }
      const result = await withUnderstanding(context, options, 'reads', ({ memory }) =>
        memory.context(input),
      )
      output.result(result, () => (result.text === '' ? [] : [safeText(result.text)]))
      for (const note of output.isJson ? [] : result.notes) output.note(safeLine(note))
      if (!output.isJson && result.mode === 'empty') output.note('nothing is known about this')
    })
  },
}
