/** `loci recall`: the memories that fit a question, each with why. */

import type { ChannelScore, Hit } from '../../memory/memory.ts'
import { type CliCommand, onRun } from '../cli-command.ts'
import { countText, cutText, momentText, safeLine, saidText, shortId } from '../layout.ts'
import type { Output } from '../output.ts'
import { withUnderstanding } from '../with-memory.ts'
import { addRecallOptions, type RecallOptions, recallInputOf } from './recall-options.ts'

/** Channels named in a hit's line of reasons. */
const REASONS_MAX = 4

function reasons(why: readonly ChannelScore[]): string {
  return why
    .filter(({ contribution }) => contribution > 0)
    .toSorted((a, b) => b.contribution - a.contribution)
    .slice(0, REASONS_MAX)
    .map(({ channel, because }) => (because === '' ? channel : `${channel} (${safeLine(because)})`))
    .join(' · ')
}

function hitLines({ cube, score, why }: Hit, rank: number, { style, columns }: Output): string[] {
  const head = `${String(rank).padStart(2)}  ${score.toFixed(3)}  ${momentText(cube.saidAtMs)}  `
  const indent = ' '.repeat(11)
  return [
    `${head}${style.bold(cutText(saidText(cube), Math.max(40, columns - head.length)))}`,
    style.dim(
      `${indent}${cutText(`${shortId(cube.id)}  ${reasons(why)}`, Math.max(40, columns - 11))}`,
    ),
  ]
}

export const recallCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('recall')
      .summary('find the memories that fit a question')
      .description(
        'Finds the memories that fit a question, best first, each with its score and why.',
      )
      .argument('<question...>', 'what to look for')
    addRecallOptions(command)
    onRun<RecallOptions>(command, context, async ({ args, options, output }) => {
      const input = recallInputOf(args, options, context)
      const result = await withUnderstanding(context, options, 'reads', ({ memory }) =>
        memory.recall(input),
      )
      output.result(result, () => {
        const { hits, scoredCount, elapsedMs, notes } = result
        const summary = `${countText(hits.length, 'hit')} of ${countText(scoredCount, 'memory', 'memories')} in ${elapsedMs.toFixed(1)} ms`
        return [
          ...hits.flatMap((hit, index) => hitLines(hit, index + 1, output)),
          output.style.dim(summary),
          ...notes.map((note) => output.style.warning(safeLine(note))),
        ]
      })
    })
  },
}
