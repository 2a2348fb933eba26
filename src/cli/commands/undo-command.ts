/** `loci undo`: takes back a batch. The undo is a batch too, so it can be undone. */

import { type CliCommand, onRun } from '../cli-command.ts'
import { countText, shortId } from '../layout.ts'
import { resolveBatchId } from '../resolve-id.ts'
import { withMemory } from '../with-memory.ts'

export const undoCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('undo')
      .summary('take back a change')
      .description(
        'Takes back every change of a batch: a remember, an update, a forget, an import or an undo. ' +
          'Only a purge is final. Batches are printed by every command that changes something and by `loci history`.',
      )
      .argument('<batch>', 'a batch, or the end of its id')
    onRun(command, context, async ({ args, options, output }) => {
      const receipt = await withMemory(context, options, 'open', async ({ memory }) =>
        memory.undo(await resolveBatchId(memory, args[0]!)),
      )
      output.result(receipt, () => [
        `took back the change of ${countText(receipt.ids.length, 'memory', 'memories')}`,
        output.style.dim(`  take that back: loci undo ${shortId(receipt.batch)}`),
      ])
    })
  },
}
