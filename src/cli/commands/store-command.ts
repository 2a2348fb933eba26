/** `loci store`: the care of the store itself: is it sound, make its indexes again, copy it, put a copy back. */

import type { Command } from 'commander'
import { LociError } from '../../errors.ts'
import type { VerifyReport } from '../../store/store.ts'
import { type CliCommand, type CliContext, onRun } from '../cli-command.ts'
import { countText, momentText, sizeText, tableLines } from '../layout.ts'
import type { Output } from '../output.ts'
import { storePathOf, withMemory } from '../with-memory.ts'

/** Problems printed for people; `--json` has all. */
const SHOWN_MAX = 20

function verifyLines(report: VerifyReport, { style }: Output): string[] {
  const { isSound, eventCount, headHash, problems } = report
  const shown = problems.slice(0, SHOWN_MAX).map(({ code, seq, message }) => {
    return `  ${style.bad(code)}${seq === null ? '' : ` #${seq}`}: ${message}`
  })
  const more = problems.length > SHOWN_MAX ? [`  ... and ${problems.length - SHOWN_MAX} more`] : []
  return [
    isSound
      ? `${style.good('sound')}: ${countText(eventCount, 'event')}, every hash and every index checked`
      : `${style.bad('not sound')}: ${countText(problems.length, 'problem')} in ${countText(eventCount, 'event')}`,
    ...shown,
    ...more,
    style.dim(`  head ${headHash}`),
  ]
}

/** Throws for a store that is not sound, with the code of the worst problem, after its report was printed. */
function demandSound({ problems }: VerifyReport): void {
  const [worst] = problems
  if (worst === undefined) return
  const code = problems.some((problem) => problem.code === 'chain')
    ? 'STORE_CHAIN_BROKEN'
    : 'STORE_CORRUPT'
  throw new LociError(code, worst.message)
}

function registerVerify(parent: Command, context: CliContext): void {
  const command = parent
    .command('verify')
    .description(
      'Checks the hash chain, every payload against it, and every table against a replay of the log.',
    )
  onRun(command, context, async ({ options, output }) => {
    const report = await withMemory(context, options, 'open', ({ store }) => store.verify())
    output.result(report, () => verifyLines(report, output))
    demandSound(report)
  })
}

function registerRebuild(parent: Command, context: CliContext): void {
  const command = parent
    .command('rebuild')
    .description('Makes the derived tables again from the log, in one transaction.')
  onRun(command, context, async ({ options, output }) => {
    const result = await withMemory(context, options, 'open', ({ store }) => store.rebuild())
    output.result(result, () => [`rebuilt from ${countText(result.eventCount, 'event')}`])
  })
}

function registerBackup(parent: Command, context: CliContext): void {
  const command = parent
    .command('backup')
    .description('Copies the store while it is in use; the copy is itself a sound store.')
    .argument('<file>', 'where to; it must not exist yet')
  onRun(command, context, async ({ args, options, output }) => {
    const path = args[0]!
    await withMemory(context, options, 'open', ({ store }) => store.backup(path))
    const byteCount = await context.host.disk.byteCount(path)
    output.result({ path, byteCount }, () => [`backed up to ${path} (${sizeText(byteCount)})`])
  })
}

function registerRestore(parent: Command, context: CliContext): void {
  const command = parent
    .command('restore')
    .description(
      'Puts a backup in the place of the store, after verifying it. Stop what uses the store first.',
    )
    .argument('<backup>', 'the backup')
    .option('--force', 'replace a store that is there')
  onRun<{ readonly force?: boolean }>(command, context, async ({ args, options, output }) => {
    const { restoreStore } = await import('../../store/sqlite/restore-store.ts')
    const to = storePathOf(context, options)
    const from = args[0]!
    const force = options.force === true
    const report = await restoreStore({ host: context.host, from, to, force })
    output.result({ from, to, ...report }, () => [
      `restored ${to} from ${from}`,
      ...verifyLines(report, output),
    ])
  })
}

function registerStats(parent: Command, context: CliContext): void {
  const command = parent.command('stats').description('Counts and sizes.')
  onRun(command, context, async ({ options, output }) => {
    const found = await withMemory(context, options, 'open', async ({ memory }) => {
      const stats = await memory.stats()
      const [latest] = await memory.log({ limit: 1, isDescending: true })
      return { ...stats, lastChangeMs: latest?.atMs ?? null }
    })
    output.result(found, () => {
      const lastChange = found.lastChangeMs === null ? 'never' : momentText(found.lastChangeMs)
      return tableLines(
        [
          ['path', found.path],
          ['size', sizeText(found.byteCount)],
          ['scopes', String(found.scopeCount)],
          ['memories', String(found.cubeCount)],
          ['raw turns', String(found.episodeCount)],
          ['purged', String(found.tombstoneCount)],
          ['log position', String(found.position)],
          ['last change', lastChange],
          ['schema', String(found.schemaVersion)],
        ],
        { columns: Number.POSITIVE_INFINITY },
      )
    })
  })
}

export const storeCommand: CliCommand = {
  register(program, context) {
    const parent = program
      .command('store')
      .summary('verify, rebuild, backup, restore, stats')
      .description(
        'The care of the store: is it sound, make its indexes again, copy it, put a copy back.',
      )
    registerVerify(parent, context)
    registerRebuild(parent, context)
    registerBackup(parent, context)
    registerRestore(parent, context)
    registerStats(parent, context)
  },
}
