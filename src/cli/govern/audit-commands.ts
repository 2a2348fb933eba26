/** `loci govern audit|coverage`: the log as lines that anybody can check, and what a scope's memory is made of. */

import type { Command } from 'commander'
import { LociError } from '../../errors.ts'
import { type CliContext, onRun, wholeNumber } from '../cli-command.ts'
import { countText, tableLines } from '../layout.ts'
import {
  addScopeOptions,
  optionalScope,
  requiredScope,
  type ScopeOptions,
} from '../scope-options.ts'
import { withMemory } from '../with-memory.ts'

interface AuditOptions extends ScopeOptions {
  readonly from?: number
  readonly to?: number
  readonly content?: boolean
  readonly verify?: string
}

const POSITION_MAX = 999_999_999_999_999

function registerAudit(parent: Command, context: CliContext): void {
  const command = parent
    .command('audit')
    .description(
      'Prints the log as JSON lines; the first says how to check the rest. With --verify it checks such a file, without a store.',
    )
    .option('--from <position>', 'first log position', wholeNumber(1, POSITION_MAX))
    .option('--to <position>', 'last log position', wholeNumber(1, POSITION_MAX))
    .option('--content', 'with what was said')
    .option('--verify <file>', 'check a file written before')
  addScopeOptions(command)
  onRun<AuditOptions>(command, context, async ({ options, output }) => {
    if (options.verify !== undefined) {
      const { verifyAudit } = await import('../../memory/govern/audit-export.ts')
      const text = await context.host.disk.readText(options.verify)
      const report = await verifyAudit(text.split('\n'))
      const { isSound, isWhole, rowCount, headHash, problems } = report
      output.result(report, () => [
        isSound
          ? `${output.style.good('sound')}: ${countText(rowCount, 'row')}, ${isWhole ? 'none left out' : 'a part of the log'}`
          : output.style.bad('not sound'),
        ...problems.map((problem) => `  ${problem}`),
        output.style.dim(`  head ${headHash ?? 'none'}`),
      ])
      if (!isSound) throw new LociError('STORE_CHAIN_BROKEN', problems[0]!)
      return
    }
    const { from, to, content } = options
    const scope = optionalScope(options, context.settings)
    await withMemory(context, options, 'open', async ({ memory }) => {
      const lines = memory.governance.audit({ scope, from, to, hasContent: content === true })
      for await (const line of lines) if (!(await output.chunk(`${line}\n`))) return
    })
  })
}

function registerCoverage(parent: Command, context: CliContext): void {
  const command = parent
    .command('coverage')
    .description('Counts a scope’s memories by form, function and how they came to be.')
  addScopeOptions(command)
  onRun<ScopeOptions>(command, context, async ({ options, output }) => {
    const scope = requiredScope(options, context.settings)
    const found = await withMemory(context, options, 'open', ({ memory }) =>
      memory.governance.coverage(scope),
    )
    output.result(found, () => [
      ...tableLines(
        [
          ['form', 'function', 'came to be', 'memories'],
          ...found.cells.map(({ form, function: use, dynamic, count }) => [
            form,
            use,
            dynamic,
            String(count),
          ]),
        ],
        { columns: output.columns },
      ),
      '',
      ...tableLines(
        [
          ['kind', 'location', 'persistence', 'write path', 'controllability', 'memories'],
          ...found.taxonomy.map((row) => [
            row.kind,
            row.location,
            row.persistence,
            row.writePath,
            row.controllability,
            String(row.count),
          ]),
        ],
        { columns: Number.POSITIVE_INFINITY },
      ),
    ])
  })
}

export function registerAudits(parent: Command, context: CliContext): void {
  registerAudit(parent, context)
  registerCoverage(parent, context)
}
