/**
 * `loci import`: conversations and memories from other programs' files.
 *
 * A bad record is reported with its place and the rest goes in; the exit code is then that of IMPORT_INCOMPLETE. Stopped
 * half-way, the same command goes on where it was.
 */

import { LociError } from '../../errors.ts'
import { readChunks } from '../../host/read-chunks.ts'
import { importFormats } from '../../interop/import/format-registry.ts'
import type { ImportReport } from '../../interop/import/import-report.ts'
import { importText } from '../../interop/import/import-text.ts'
import { type CliCommand, type CommandRun, onRun } from '../cli-command.ts'
import { openImportProgress } from '../import-progress.ts'
import { countText, formatHelp, safeLine, shortId } from '../layout.ts'
import type { Output } from '../output.ts'
import { addScopeOptions, optionalScope, type ScopeOptions } from '../scope-options.ts'
import { withMemory } from '../with-memory.ts'

/** Refusals printed for people; `--json` has up to a thousand. */
const SHOWN_MAX = 20

interface ImportOptions extends ScopeOptions {
  readonly format: string
}

interface Imported {
  readonly report: ImportReport
  /** Whether the store has an embedder that is to make vectors of what came in. */
  readonly hasEncoder: boolean
}

async function runImport({ args, options, context }: CommandRun<ImportOptions>): Promise<Imported> {
  const path = args[0]!
  const { host, terminal, settings } = context
  const isInput = path === '-'
  const byteCount = isInput ? null : await host.disk.byteCount(path)
  const scope = optionalScope(options, settings)
  return withMemory(context, options, 'create', async ({ memory, store }) => {
    const progress = openImportProgress(terminal, host.clock, byteCount)
    try {
      const report = await importText({
        memory,
        source: isInput ? terminal.readInput() : readChunks(path, progress.bytesRead),
        format: options.format,
        scope,
        name: isInput ? 'standard input' : path,
        onProgress: progress.recordsDone,
      })
      return { report, hasEncoder: (await store.embedders()).length > 0 }
    } finally {
      progress.close()
    }
  })
}

function reportLines(report: ImportReport, { style }: Output): string[] {
  const { format, importedCount, skippedCount, refusedCount, refused, batches, batchCount } = report
  const shown = refused.slice(0, SHOWN_MAX).map(({ at, line, code, message }) => {
    const place = at === `line ${line}` ? at : `${at} (line ${line})`
    return `  ${style.bad(code)} at ${place}: ${safeLine(message)}`
  })
  const more = refusedCount > shown.length ? [`  ... and ${refusedCount - shown.length} more`] : []
  const undo =
    batchCount === 1 ? [style.dim(`  take it back: loci undo ${shortId(batches[0]!)}`)] : []
  const there = skippedCount === 0 ? '' : `, ${skippedCount} were there already`
  const bad = refusedCount === 0 ? '' : `, ${style.bad(`${refusedCount} refused`)}`
  return [
    `${format}: imported ${countText(importedCount, 'record')}${there}${bad}`,
    ...shown,
    ...more,
    ...undo,
  ]
}

export const importCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('import')
      .summary('bring in conversations and memories from files')
      .description(
        'Imports a file (gzip is understood), or standard input for "-". Bad records are reported with their place ' +
          'and the rest goes in (exit code 65). Run again after a stop, or with a longer export of the same ' +
          'conversations, it adds what is missing and nothing twice. Without a scope, the file says whose memory ' +
          'it is (LoCoMo: the sample id; mem0 and plain turns: user_id).',
      )
      .addHelpText('after', formatHelp(importFormats))
      .argument('<file>', 'the file, or "-"')
      .option('--format <name>', 'a format of the list below', 'auto')
    addScopeOptions(command)
    onRun<ImportOptions>(command, context, async (run) => {
      const { report, hasEncoder } = await runImport(run)
      run.output.result(report, () => reportLines(report, run.output))
      if (hasEncoder && report.importedCount > 0 && !run.output.isJson) {
        run.output.note('their vectors are made by a gateway that runs, or by: loci embed rebuild')
      }
      if (report.refusedCount === 0) return
      throw new LociError(
        'IMPORT_INCOMPLETE',
        `${countText(report.refusedCount, 'record')} of ${report.recordCount} refused`,
      )
    })
  },
}
