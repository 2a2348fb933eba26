/** `loci list`: a page of a scope's memories. */

import type { Filter, ListInput } from '../../memory/memory.ts'
import type { Cube } from '../../store/cube.ts'
import type { AsOf } from '../../store/store.ts'
import { type CliCommand, jsonObject, onRun, wholeNumber } from '../cli-command.ts'
import { countText, momentText, saidText, shortId, tableLines } from '../layout.ts'
import { addScopeOptions, requiredScope, type ScopeOptions } from '../scope-options.ts'
import { parseAsOf } from '../time-options.ts'
import { withMemory } from '../with-memory.ts'

const LIMIT_MAX = 1_000

interface ListOptions extends ScopeOptions {
  readonly limit?: number
  readonly cursor?: string
  readonly state?: string
  readonly filter?: Filter
  readonly asOf?: AsOf
  readonly newest?: boolean
  readonly includeExpired?: boolean
}

function row(cube: Cube): string[] {
  const mark = cube.state === 'forgotten' ? 'forgotten: ' : ''
  return [
    shortId(cube.id),
    momentText(cube.saidAtMs),
    `v${cube.version}`,
    `${mark}${saidText(cube)}`,
  ]
}

export const listCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('list')
      .summary('list the memories of a scope')
      .description('Lists the memories of a scope, oldest first, a page at a time.')
      .option('-n, --limit <count>', 'memories a page (default: 100)', wholeNumber(1, LIMIT_MAX))
      .option('--cursor <cursor>', 'the next page, as the page before printed it')
      .option('--newest', 'newest first')
      .option('--state <state>', 'live (default), forgotten (the trash) or all')
      .option(
        '--filter <json>',
        `only memories that match, e.g. '{"topic": "work"}'`,
        jsonObject<Filter>,
      )
      .option('--as-of <time>', 'the memory as it was then (a time or a log position)', parseAsOf)
      .option('--include-expired', 'also what has expired')
    addScopeOptions(command)
    onRun<ListOptions>(command, context, async ({ options, output }) => {
      const { limit, cursor, state, filter, asOf, newest, includeExpired } = options
      const scope = requiredScope(options, context.settings)
      const input = { scope, limit, cursor, filter, asOf, includeExpired, isDescending: newest }
      const page = await withMemory(context, options, 'open', ({ memory }) =>
        memory.list({ ...input, state: state as ListInput['state'] }),
      )
      output.result(page, () => {
        const next = page.nextCursor === null ? '' : `; next page: --cursor ${page.nextCursor}`
        const { totalCount, cubes } = page
        return [
          ...tableLines(cubes.map(row), { columns: output.columns }),
          output.style.dim(
            `${cubes.length} of ${countText(totalCount, 'memory', 'memories')}${next}`,
          ),
        ]
      })
    })
  },
}
