/** `loci embed`: which embedder serves, how far its vectors are, and making those that are missing. */

import type { Command } from 'commander'
import type { EmbeddingStatus } from '../../memory/embed/embedding-status.ts'
import { type CliCommand, type CliContext, onRun } from '../cli-command.ts'
import { openEmbedProgress } from '../embed-progress.ts'
import { addEmbedderOptions, type EmbedderOptions } from '../embedder-options.ts'
import { embeddingRows } from '../embedding-lines.ts'
import { tableLines } from '../layout.ts'
import type { Output } from '../output.ts'
import { withUnderstanding } from '../with-memory.ts'

interface RebuildOptions extends EmbedderOptions {
  readonly fromScratch?: boolean
}

function statusLines(status: EmbeddingStatus, { columns }: Output): string[] {
  return tableLines(embeddingRows(status), { columns })
}

function registerStatus(parent: Command, context: CliContext): void {
  const command = parent
    .command('status')
    .description('Prints by what recall understands, and how far the vectors of an encoder are.')
  addEmbedderOptions(command)
  onRun<EmbedderOptions>(command, context, async ({ options, output }) => {
    const status = await withUnderstanding(context, options, 'reads', ({ memory }) =>
      memory.embedding(),
    )
    output.result(status, () => statusLines(status, output))
  })
}

function registerRebuild(parent: Command, context: CliContext): void {
  const command = parent
    .command('rebuild')
    .description(
      'Makes the vectors that are missing or stale. With another embedder than before, the old vectors serve until the new ones are ' +
        'complete and go then. Stopped half-way, the same command goes on where it was.',
    )
    .option('--from-scratch', 'throw the vectors away first')
  addEmbedderOptions(command)
  onRun<RebuildOptions>(command, context, async ({ options, output }) => {
    const { terminal, host } = context
    const progress = openEmbedProgress(terminal, host.clock)
    const status = await withUnderstanding(context, options, 'makes', async ({ memory }) => {
      try {
        const isFromScratch = options.fromScratch === true
        return await memory.rebuildVectors({ isFromScratch, onProgress: progress.tell })
      } finally {
        progress.close()
      }
    })
    output.result(status, () => statusLines(status, output))
  })
}

export const embedCommand: CliCommand = {
  register(program, context) {
    const parent = program
      .command('embed')
      .summary('status and making of vectors')
      .description(
        'Which embedder serves, how far its vectors are, and making those that are missing. The built-in table needs no vectors in the store.',
      )
    registerStatus(parent, context)
    registerRebuild(parent, context)
  },
}
