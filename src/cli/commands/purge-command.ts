/** `loci purge`: erases content for good, in every version. The one command that nothing takes back, so it wants `--yes`. */

import { LociError } from '../../errors.ts'
import { type CliCommand, onRun } from '../cli-command.ts'
import { countText, momentText, tableLines } from '../layout.ts'
import { resolveCubeId } from '../resolve-id.ts'
import { withMemory } from '../with-memory.ts'

interface PurgeOptions {
  readonly reason?: string
  readonly yes?: boolean
}

export const purgeCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('purge')
      .summary('erase memories for good')
      .description(
        'Erases the content of memories in every version. Nothing brings it back; a tombstone proves that it was erased.',
      )
      .argument('<id...>', 'memories, or the ends of their ids')
      .option('--reason <text>', 'why, kept in the tombstone')
      .option('-y, --yes', 'yes, for good')
    onRun<PurgeOptions>(command, context, async ({ args, options, output }) => {
      if (options.yes !== true) {
        throw new LociError('INPUT_INVALID', 'a purge cannot be undone', {
          hint: 'Add --yes to purge, or use `loci forget`, which can be undone.',
        })
      }
      const receipt = await withMemory(context, options, 'open', async ({ memory }) => {
        const ids = await Promise.all(args.map((text) => resolveCubeId(memory, text)))
        const { reason } = options
        return memory.purge(reason === undefined ? { ids } : { ids, reason })
      })
      output.result(receipt, () => [
        ...tableLines(
          receipt.tombstones.map(({ id, atMs, reason }) => [id, momentText(atMs), reason]),
          { columns: output.columns },
        ),
        output.style.dim(`purged ${countText(receipt.tombstones.length, 'memory', 'memories')}`),
      ])
    })
  },
}
