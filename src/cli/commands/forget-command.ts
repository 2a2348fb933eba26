/** `loci forget`: to the trash, from where `undo` brings it back. By query, filter or scope it first shows what would go. */

import { LociError } from '../../errors.ts'
import type { Filter, ForgetInput, Memory } from '../../memory/memory.ts'
import { type CliCommand, type CliContext, jsonObject, onRun, wholeNumber } from '../cli-command.ts'
import { addEmbedderOptions, type EmbedderOptions } from '../embedder-options.ts'
import { countText, momentText, saidText, shortId, tableLines } from '../layout.ts'
import { resolveCubeId } from '../resolve-id.ts'
import { addScopeOptions, requiredScope, type ScopeOptions } from '../scope-options.ts'
import { withUnderstanding } from '../with-memory.ts'

const HITS_MAX = 1_000
/** Memories printed of a preview. */
const SHOWN_MAX = 50

interface ForgetOptions extends ScopeOptions, EmbedderOptions {
  readonly query?: string
  readonly filter?: Filter
  readonly all?: boolean
  readonly topK?: number
  readonly yes?: boolean
}

async function forgetInput(
  memory: Memory,
  args: readonly string[],
  options: ForgetOptions,
  context: CliContext,
): Promise<ForgetInput> {
  const { query, filter, all, topK, yes } = options
  const wayCount = [args.length > 0, query !== undefined, filter !== undefined, all === true]
  if (wayCount.filter(Boolean).length !== 1) {
    throw new LociError('INPUT_INVALID', 'say what to forget in exactly one way', {
      hint: 'Give ids, or one of --query, --filter and --all.',
    })
  }
  if (args.length > 0) {
    return { ids: await Promise.all(args.map((text) => resolveCubeId(memory, text))) }
  }
  const scope = requiredScope(options, context.settings)
  return { scope, query, filter, all, topK, isPreview: yes !== true }
}

export const forgetCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('forget')
      .summary('put memories into the trash')
      .description(
        'Puts memories into the trash; `loci undo` brings them back, `loci purge` erases for good. ' +
          'Ids go at once. By --query, --filter or --all it prints what would go, and goes with --yes.',
      )
      .argument('[id...]', 'memories, or the ends of their ids')
      .option('--query <text>', 'the memories that a question finds')
      .option(
        '--filter <json>',
        `memories that match, e.g. '{"topic": "work"}'`,
        jsonObject<Filter>,
      )
      .option('--all', 'everything of the scope')
      .option(
        '-k, --top-k <count>',
        'with --query: hits at most (default: 10)',
        wholeNumber(1, HITS_MAX),
      )
      .option('-y, --yes', 'do it, not only show it')
    addScopeOptions(addEmbedderOptions(command))
    onRun<ForgetOptions>(command, context, async ({ args, options, output }) => {
      const receipt = await withUnderstanding(
        context,
        options,
        options.query === undefined ? 'words' : 'reads',
        async ({ memory }) => memory.forget(await forgetInput(memory, args, options, context)),
      )
      output.result(receipt, () => {
        const { cubes, isPreview, batch } = receipt
        const rows = cubes
          .slice(0, SHOWN_MAX)
          .map((cube) => [shortId(cube.id), momentText(cube.saidAtMs), saidText(cube)])
        const more = cubes.length > SHOWN_MAX ? [`... and ${cubes.length - SHOWN_MAX} more`] : []
        const count = countText(cubes.length, 'memory', 'memories')
        const end = isPreview
          ? `${count} would go; add --yes to forget`
          : `forgot ${count}${cubes.length === 0 ? '' : `; bring back: loci undo ${shortId(batch)}`}`
        return [...tableLines(rows, { columns: output.columns }), ...more, output.style.dim(end)]
      })
    })
  },
}
