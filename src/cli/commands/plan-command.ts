/**
 * `loci plan`: which devices, how many, set how, serve this traffic within these limits for the least, and why not another way.
 *
 * A report is kept in a file, which `explain` and `diff` read. "No plan, because …" is an answer: it is printed with all reasons, and the
 * exit code is that of PLAN_NONE.
 */

import type { Command } from 'commander'
import { LociError } from '../../errors.ts'
import type { PlanReport, PlanSummary, RejectedFigures } from '../../planner/search/plan-report.ts'
import type { FoundPlan } from '../../planner/search/read-plan-report.ts'
import { type CliCommand, type CliContext, type CommandRun, onRun } from '../cli-command.ts'
import { addPlanOptions, type PlanOptions } from '../plan/plan-options.ts'

const DEFAULT_FILE = '.loci/plan.json'

async function save({ host }: CliContext, path: string, report: PlanReport): Promise<void> {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  if (folder !== '') await host.disk.makeFolder(folder)
  await host.disk.writeAtomic(path, `${JSON.stringify(report)}\n`)
}

async function plan(run: CommandRun<PlanOptions>): Promise<void> {
  const { args, options, output, context } = run
  const [
    { readPlanInput },
    { runPlan },
    { openPlanProgress },
    { planLines },
    { readMachineFacts },
  ] = await Promise.all([
    import('../plan/read-plan-input.ts'),
    import('../../planner/search/run-plan.ts'),
    import('../plan/plan-progress.ts'),
    import('../plan/plan-lines.ts'),
    import('../../host/machine.ts'),
  ])
  const { ask, traffic } = await readPlanInput(context.host.disk, args[0], options)
  const progress = openPlanProgress(context.terminal)
  let report: PlanReport
  try {
    report = await runPlan({
      ask,
      traffic,
      workerCount: options.workers ?? readMachineFacts(null).cores,
      onProgress: (told) => progress.tell(told),
    })
  } finally {
    progress.close()
  }
  await save(context, options.save ?? DEFAULT_FILE, report)
  output.result(report, () => planLines(report, output.style))
  if (report.because === null) return
  throw new LociError('PLAN_NONE', `no plan, because ${report.because}`)
}

interface ReportOptions {
  readonly report?: string
}

async function readReport({ host }: CliContext, path: string): Promise<PlanReport> {
  const { readPlanReport } = await import('../../planner/search/read-plan-report.ts')
  return readPlanReport(await host.disk.readText(path), path)
}

async function explain(run: CommandRun<ReportOptions>): Promise<void> {
  const { args, options, output, context } = run
  const report = await readReport(context, options.report ?? DEFAULT_FILE)
  const [{ findPlan }, { explainLines }] = await Promise.all([
    import('../../planner/search/read-plan-report.ts'),
    import('../plan/plan-lines.ts'),
  ])
  const found = findPlan(report, args[0]!)
  output.result(found, () => explainLines(found, report))
}

/** A plan of the report by its id, or the chosen one of another report by its file. */
async function planNamed(
  { options, context }: CommandRun<ReportOptions>,
  named: string,
): Promise<FoundPlan> {
  const { findPlan } = await import('../../planner/search/read-plan-report.ts')
  const isFile = named.endsWith('.json') && (await context.host.disk.exists(named))
  const path = isFile ? named : (options.report ?? DEFAULT_FILE)
  const report = await readReport(context, path)
  const found = findPlan(report, isFile ? 'chosen' : named)
  if (found.kind !== 'rejected' || found.plan.figures !== null) return found
  throw new LociError(
    'PLAN_UNKNOWN',
    `${found.plan.id} was rejected before anything was predicted`,
    {
      hint: found.plan.says,
    },
  )
}

async function diff(run: CommandRun<ReportOptions>): Promise<void> {
  const { args, output } = run
  const [{ diffPlans, diffWithRejected }, { diffLines }] = await Promise.all([
    import('../../planner/search/diff-plans.ts'),
    import('../plan/plan-lines.ts'),
  ])
  const from = await planNamed(run, args[0]!)
  const to = await planNamed(run, args[1]!)
  const differences =
    from.kind !== 'rejected' && to.kind !== 'rejected'
      ? diffPlans(from.plan, to.plan)
      : diffWithRejected(figuresOf(from), figuresOf(to))
  const tiers = [figuresOf(from).tier, figuresOf(to).tier]
  const result = { from: from.plan.id, to: to.plan.id, tiers, differences }
  const said = [from, to].flatMap((found) =>
    found.kind === 'rejected' ? [`${found.plan.id} was rejected: ${found.plan.says}`] : [],
  )
  output.result(result, () => [...diffLines(differences, tiers.join(' and ')), ...said])
}

function figuresOf(found: FoundPlan): PlanSummary | RejectedFigures {
  return found.kind === 'rejected' ? found.plan.figures! : found.plan
}

function registerReportCommands(command: Command, context: CliContext): void {
  const option = ['--report <file>', `a saved report (default ${DEFAULT_FILE})`] as const
  onRun(
    command
      .command('explain')
      .description('Why a plan of the last search was chosen or rejected.')
      .argument('<id>', 'its id, or chosen')
      .option(...option),
    context,
    explain,
  )
  onRun(
    command
      .command('diff')
      .description(
        'What changes from one plan to another: settings, cost, times, with their bands.',
      )
      .argument('<a>', 'a plan of the report, or a saved report (its chosen plan)')
      .argument('<b>', 'another one')
      .option(...option),
    context,
    diff,
  )
}

export const planCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('plan')
      .summary('which hardware serves this traffic within limits for the least')
      .description(
        'Searches devices, parallelism, formats and engine settings for the cheapest plan that keeps the limits on this traffic, and says why every other one was rejected.',
      )
      .argument('[trace]', 'a trace file; or give --rate, --prompt and --output')
      .allowExcessArguments(false)
    addPlanOptions(command)
    onRun(command, context, plan)
    registerReportCommands(command, context)
  },
}
