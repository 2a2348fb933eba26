/** `loci govern forget|certificates|verify`: forgetting a person, and what proves it. */

import type { Command } from 'commander'
import { LociError } from '../../errors.ts'
import type {
  CertificateReport,
  ForgettingCertificate,
  ResidueReport,
} from '../../memory/govern/governance.ts'
import { scopeKey } from '../../store/scope.ts'
import type { RowCounts } from '../../store/stored-forgetting.ts'
import { type CliContext, collected, onRun } from '../cli-command.ts'
import { countText, momentText, safeLine, sizeText, tableLines } from '../layout.ts'
import type { Output } from '../output.ts'
import {
  addScopeOptions,
  optionalScope,
  requiredScope,
  type ScopeOptions,
} from '../scope-options.ts'
import { withMemory } from '../with-memory.ts'

interface ForgetOptions extends ScopeOptions {
  readonly reason?: string
  readonly yes?: boolean
}

interface VerifyOptions {
  readonly contentFile?: string
  readonly backup?: readonly string[]
}

function countsText(counts: RowCounts): string {
  const parts = Object.entries(counts).map(([name, count]) => `${count} ${name}`)
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}

function certificateLines(certificate: ForgettingCertificate, { style }: Output): string[] {
  const { id, status, scope, reason, removed, tables, position, hashAfter } = certificate
  return [
    `${status === 'issued' ? style.good('forgotten') : style.warning('running')}: ${scopeKey(scope)} (${safeLine(reason)})`,
    `  erased  ${countsText(removed.kind)}`,
    `  rows    ${countsText(tables)}`,
    ...(hashAfter === null ? [] : [`  log     up to ${position}, hash ${hashAfter}`]),
    style.dim(`  certificate ${id}; check it: loci govern verify ${id}`),
  ]
}

function registerForget(parent: Command, context: CliContext): void {
  const command = parent
    .command('forget')
    .description(
      'Erases everything that is kept of a scope for good: turns, memories, blocks, files, graph, vectors, cached answers. ' +
        'Prints a certificate. Cut off half-way, it goes on when called again. Nothing brings it back.',
    )
    .option('--reason <text>', 'why, kept in the certificate')
    .option('-y, --yes', 'yes, for good')
  addScopeOptions(command)
  onRun<ForgetOptions>(command, context, async ({ options, output }) => {
    const scope = requiredScope(options, context.settings)
    if (options.yes !== true) {
      throw new LociError('INPUT_INVALID', `forgetting ${scopeKey(scope)} cannot be undone`, {
        hint: 'Add --yes to forget for good, or use `loci forget`, which can be undone.',
      })
    }
    const { reason = 'requested' } = options
    const certificate = await withMemory(context, options, 'open', ({ memory }) =>
      memory.governance.forgetPerson(scope, { reason }),
    )
    output.result(certificate, () => certificateLines(certificate, output))
  })
}

function registerCertificates(parent: Command, context: CliContext): void {
  const command = parent
    .command('certificates')
    .description('Lists the forgetting certificates, newest first; of a scope when one is named.')
  addScopeOptions(command)
  onRun<ScopeOptions>(command, context, async ({ options, output }) => {
    const scope = optionalScope(options, context.settings)
    const certificates = await withMemory(context, options, 'open', ({ memory }) =>
      memory.governance.certificates(scope),
    )
    output.result({ certificates }, () =>
      tableLines(
        [
          ['id', 'begun', 'status', 'records', 'scope', 'reason'],
          ...certificates.map((one) => [
            one.id,
            momentText(one.begunAtMs),
            one.status,
            String(one.idCount),
            scopeKey(one.scope),
            safeLine(one.reason),
          ]),
        ],
        { columns: output.columns },
      ),
    )
  })
}

function reportLines(
  report: CertificateReport,
  residues: ResidueReport | null,
  { style }: Output,
): string[] {
  const isClean = residues === null || residues.residueCount === 0
  const searched = residues?.searched.reduce((sum, { byteCount }) => sum + byteCount, 0) ?? 0
  return [
    report.isValid
      ? `${style.good('valid')}: ${countText(report.idCount, 'record')} erased, nothing of them left`
      : `${style.bad('not valid')}: ${countText(report.problems.length, 'problem')}`,
    ...report.problems.map((problem) => `  ${problem}`),
    `  remembered since: ${countsText(report.since)}`,
    ...(residues === null
      ? []
      : [
          isClean
            ? `  ${style.good('no residue')} of ${countText(residues.needleCount, 'text')} in ${countText(residues.searched.length, 'place')} (${sizeText(searched)})`
            : `  ${style.bad(countText(residues.residueCount, 'residue'))}`,
          ...residues.residues.map(({ place, kind, count }) => `    ${place}: ${kind} ${count}×`),
          ...(residues.sharedCount === 0
            ? []
            : [`    ${residues.sharedCount} forms are in memory of others too`]),
        ]),
    style.dim(`  head ${report.headHash}`),
  ]
}

function registerVerify(parent: Command, context: CliContext): void {
  const command = parent
    .command('verify')
    .description(
      'Checks a forgetting certificate: the log is whole, says what the certificate says, and nothing has come back. With ' +
        '--content-file it also searches every table and file, byte by byte, for what that file says.',
    )
    .argument('<certificate>', 'as `loci govern certificates` prints it')
    .option('--content-file <file>', 'what must be gone: an export made before, or lines of text')
    .option('--backup <file>', 'another file to search, several times', collected)
  onRun<VerifyOptions>(command, context, async ({ args, options, output }) => {
    const { contentFile, backup = [] } = options
    const { contentNeedles } = await import('../../memory/govern/content-needles.ts')
    const needles =
      contentFile === undefined
        ? null
        : contentNeedles(await context.host.disk.readText(contentFile))
    const found = await withMemory(context, options, 'open', async ({ memory }) => {
      const { governance } = memory
      const report = await governance.verifyCertificate(args[0]!)
      const { scope } = await governance.certificate(args[0]!)
      const residues =
        needles === null ? null : await governance.residues({ needles, scope, files: backup })
      return { report, residues }
    })
    const { report, residues } = found
    output.result({ ...report, residues }, () => reportLines(report, residues, output))
    if (report.isValid && (residues === null || residues.residueCount === 0)) return
    throw new LociError(
      'STORE_CORRUPT',
      report.problems[0] ?? `content that was forgotten is left in ${residues!.residues[0]!.place}`,
      { hint: 'Forget again; restore or delete backups made before the forgetting.' },
    )
  })
}

export function registerForgetting(parent: Command, context: CliContext): void {
  registerForget(parent, context)
  registerCertificates(parent, context)
  registerVerify(parent, context)
}
