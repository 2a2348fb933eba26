/** `loci history`: the versions of one memory, or the latest changes of a scope with the batches to undo. */

import { scopeKey } from '../../store/scope.ts'
import type { CubeVersion, LogEntry } from '../../store/store.ts'
import { type CliCommand, onRun, wholeNumber } from '../cli-command.ts'
import { countText, momentText, safeLine, shortId, tableLines } from '../layout.ts'
import { resolveCubeId } from '../resolve-id.ts'
import { addScopeOptions, optionalScope, type ScopeOptions } from '../scope-options.ts'
import { withMemory } from '../with-memory.ts'

const ENTRIES_DEFAULT = 20
const ENTRIES_MAX = 1_000

interface HistoryOptions extends ScopeOptions {
  readonly limit?: number
}

function versionRow({ cube, change, batch }: CubeVersion): string[] {
  return [
    `v${cube.version}`,
    `#${cube.seq}`,
    momentText(cube.updatedAtMs),
    change,
    cube.author,
    shortId(batch),
    safeLine(cube.text),
  ]
}

function entryRow({
  seq,
  atMs,
  operation,
  kind,
  batch,
  subject,
  scope,
  event,
}: LogEntry): string[] {
  const isText = event?.kind === 'turn-remembered' || event?.kind === 'cube-changed'
  const what =
    event === null
      ? '(purged)'
      : isText
        ? safeLine(event.cube.text)
        : kind === 'noted'
          ? safeLine(subject)
          : kind
  return [
    `#${seq}`,
    momentText(atMs),
    operation,
    shortId(batch),
    // A note is about no memory.
    kind === 'noted' ? '' : shortId(subject),
    scopeKey(scope),
    what,
  ]
}

export const historyCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('history')
      .summary('the versions of a memory, or the latest changes')
      .description(
        'With an id: every version of that memory. Without: the latest changes of a scope, or of the store, ' +
          'newest first, with the batches that `loci undo` takes.',
      )
      .argument('[id]', 'a memory, or the end of its id')
      .option(
        '-n, --limit <count>',
        `changes at most (default: ${ENTRIES_DEFAULT})`,
        wholeNumber(1, ENTRIES_MAX),
      )
    addScopeOptions(command)
    onRun<HistoryOptions>(command, context, async ({ args, options, output }) => {
      const { columns } = output
      await withMemory(context, options, 'open', async ({ memory }) => {
        const [idText] = args
        if (idText !== undefined) {
          const versions = await memory.history(await resolveCubeId(memory, idText))
          output.result({ versions }, () => [
            ...tableLines(
              [['', 'log', 'when', 'change', 'by', 'batch', 'text'], ...versions.map(versionRow)],
              { columns },
            ),
          ])
          return
        }
        const scope = optionalScope(options, context.settings)
        const query = { limit: options.limit ?? ENTRIES_DEFAULT, isDescending: true }
        const entries = await memory.log(scope === undefined ? query : { ...query, scope })
        output.result({ entries }, () => [
          ...tableLines(
            [
              ['log', 'when', 'operation', 'batch', 'memory', 'scope', 'text'],
              ...entries.map(entryRow),
            ],
            { columns },
          ),
          output.style.dim(countText(entries.length, 'change')),
        ])
      })
    })
  },
}
