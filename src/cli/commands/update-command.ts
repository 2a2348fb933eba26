/** `loci update`: a new version of a memory; the old ones stay. */

import type { Metadata } from '../../store/cube.ts'
import { type CliCommand, jsonObject, onRun, wholeNumber } from '../cli-command.ts'
import { shortId } from '../layout.ts'
import { resolveCubeId } from '../resolve-id.ts'
import { parseMoment } from '../time-options.ts'
import { withMemory } from '../with-memory.ts'

interface UpdateOptions {
  readonly metadata?: Metadata
  readonly expires?: number | null
  readonly ifVersion?: number
}

export const updateCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('update')
      .summary('change a memory; the versions before stay')
      .description(
        'Writes a new version of a memory: its text, its metadata, its expiry, or several at once.',
      )
      .argument('<id>', 'a memory, or the end of its id')
      .argument('[text...]', 'the new text')
      .option(
        '--metadata <json>',
        'a JSON object in place of the old metadata',
        jsonObject<Metadata>,
      )
      .option(
        '--expires <time>',
        'when it stops being true; "never" takes the expiry away',
        (text) => (text === 'never' ? null : parseMoment(text)),
      )
      .option(
        '--if-version <number>',
        'refuse unless it still has this version',
        wholeNumber(1, Number.MAX_SAFE_INTEGER),
      )
    onRun<UpdateOptions>(command, context, async ({ args, options, output }) => {
      const [idText, ...words] = args
      const receipt = await withMemory(context, options, 'open', async ({ memory }) =>
        memory.update({
          id: await resolveCubeId(memory, idText!),
          text: words.length === 0 ? undefined : words.join(' '),
          metadata: options.metadata,
          expiresAt: options.expires,
          ifVersion: options.ifVersion,
        }),
      )
      output.result(receipt, () => [
        `updated ${receipt.ids.map(shortId).join(', ')}`,
        output.style.dim(`  take it back: loci undo ${shortId(receipt.batch)}`),
      ])
    })
  },
}
