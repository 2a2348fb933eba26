/** `loci ask`: an answer from memory alone, without a model, with the memories it rests on. */

import { type CliCommand, onRun, wholeNumber } from '../cli-command.ts'
import { addEmbedderOptions, type EmbedderOptions } from '../embedder-options.ts'
import { cutText, momentText, safeLine, safeText, shortId } from '../layout.ts'
import { addScopeOptions, requiredScope, type ScopeOptions } from '../scope-options.ts'
import { parseMoment } from '../time-options.ts'
import { withUnderstanding } from '../with-memory.ts'
import { questionOf } from './recall-options.ts'

const CITATIONS_MAX = 50

interface AskOptions extends ScopeOptions, EmbedderOptions {
  readonly topK?: number
  readonly at?: number
}

export const askCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('ask')
      .summary('answer a question from memory alone')
      .description(
        'Answers from memory, without a model, and cites its sources; or says that it does not know.',
      )
      .argument('<question...>', 'the question')
      .option('-k, --top-k <count>', 'memories to answer from', wholeNumber(1, CITATIONS_MAX))
      .option('--at <time>', 'when the question is asked (default: now)', parseMoment)
    addScopeOptions(addEmbedderOptions(command))
    onRun<AskOptions>(command, context, async ({ args, options, output }) => {
      const scope = requiredScope(options, context.settings)
      const question = questionOf(args)
      const { answerFromMemory } = await import('../../memory/extractive-answer.ts')
      const answer = await withUnderstanding(context, options, 'reads', ({ memory }) =>
        answerFromMemory(memory, { scope, question, at: options.at, topK: options.topK }),
      )
      output.result(answer, () => [
        safeText(answer.text),
        ...(answer.citations.length === 0 ? [] : ['', output.style.dim('from')]),
        ...answer.citations.map(({ id, text, speaker, saidAtMs }) => {
          const said = safeLine(speaker === null ? text : `${speaker}: ${text}`)
          const line = `  ${shortId(id)}  ${momentText(saidAtMs)}  ${said}`
          return output.style.dim(cutText(line, Math.max(60, output.columns)))
        }),
      ])
      for (const note of output.isJson ? [] : answer.notes) output.note(safeLine(note))
    })
  },
}
