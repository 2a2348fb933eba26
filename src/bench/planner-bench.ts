/**
 * `loci bench planner`: are the planner's decisions right, on deployments that were really measured?
 *
 * Silicon: one device held out at a time, the roofline fitted on the others; violations and regret at several margins beside two
 * rules of thumb. APEX: time per token of whole nodes under a trace. Operators: products left out of the tables of a device. Bands: how many truths lie in the band that is printed beside a
 * prediction. Input is recognised by content; without data, deployments are made with a roofline and noise.
 */

import { LociError } from '../errors.ts'
import { sha256Hex } from '../host/digest.ts'
import { denseBand } from '../planner/cost/roofline-model.ts'
import { measuredModel } from '../planner/cost/tables/measured-model.ts'
import { openDeviceCatalogue } from '../planner/hardware/device-catalogue.ts'
import { type Bench, type BenchContext, type BenchResult, type BenchTable, check } from './bench.ts'
import { findHeads } from './find-heads.ts'
import { type ApexRun, apexErrors, isApexHead, readApexRuns } from './planner/apex-runs.ts'
import { type HeldOut, heldOutSeconds, holdOutEach } from './planner/held-out.ts'
import { madeSilicon } from './planner/made-silicon.ts'
import {
  addOperatorTable,
  type DeviceTables,
  isOperatorHead,
  operatorFigures,
} from './planner/operator-part.ts'
import { isPlansTrace, type PlansResult, plansPart } from './planner/plans-part.ts'
import {
  chooseByDevices,
  chooseByModel,
  type Decisions,
  decide,
} from './planner/silicon-decisions.ts'
import { isSiliconHead, readSilicon, type SiliconRow } from './planner/silicon-rows.ts'
import { quantileOf } from './quantile.ts'

const MARGINS = ['1.0', '1.1', '1.25'] as const
/** What `loci plan` multiplies a roofline's time with before it compares it with a limit. */
const SHIPPED_MARGIN = 1.2
const VIOLATIONS_MAX = 0.15
const REGRET_MAX = 0.12
const PLANS_SECONDS_MAX = 10
const PLANS_REGRET_MAX = 0.02
const COVERAGE_CASES_MIN = 50
const COVERAGE_MIN = 0.75
const COVERAGE_MAX = 0.85

interface Input {
  readonly silicon: readonly SiliconRow[]
  readonly apex: readonly ApexRun[]
  readonly operators: readonly DeviceTables[]
  readonly tracePaths: readonly string[]
  readonly notes: string[]
  readonly sha256: string | null
}

interface Report {
  readonly figures: Record<string, number>
  readonly checks: BenchResult['checks'][number][]
  readonly notes: string[]
  readonly tables: BenchTable[]
}

async function loadInput({ host, dataFolder, log }: BenchContext): Promise<Input> {
  if (dataFolder === null) {
    const notes = [
      'No --data: deployments made with a roofline and noise; the figures say nothing about real ones.',
    ]
    return { silicon: madeSilicon(5), apex: [], operators: [], tracePaths: [], notes, sha256: null }
  }
  const catalogue = openDeviceCatalogue()
  const silicon: SiliconRow[] = []
  const apex: ApexRun[] = []
  const operators = new Map<string, DeviceTables>()
  const tracePaths: string[] = []
  const notes: string[] = []
  const digests: string[] = []
  for (const file of await findHeads(host.disk, dataFolder)) {
    const { path, head } = file
    if (isPlansTrace(file)) tracePaths.push(path)
    if (!isSiliconHead(head) && !isApexHead(head) && !isOperatorHead(head)) continue
    log(`planner: ${path}`)
    const text = await host.disk.readText(path)
    digests.push(sha256Hex(text))
    if (isOperatorHead(head)) {
      addOperatorTable(text, path, catalogue, operators)
      continue
    }
    if (isApexHead(head)) {
      apex.push(...readApexRuns(text, path))
      continue
    }
    const { rows, leftOut } = readSilicon(text, path, catalogue)
    silicon.push(...rows)
    const reasons = Object.entries(leftOut).map(([reason, count]) => `${count} ${reason}`)
    if (reasons.length > 0) notes.push(`Silicon rows left out: ${reasons.join(', ')}.`)
  }
  if (silicon.length === 0 && apex.length === 0) {
    throw new LociError('BENCH_DATA_MISSING', `no measured deployments below ${dataFolder}`)
  }
  return {
    silicon,
    apex,
    operators: [...operators.values()],
    tracePaths,
    notes,
    sha256: digests.length === 0 ? null : sha256Hex(digests.join('\n')),
  }
}

function errorsOf(seconds: ReadonlyMap<SiliconRow, number>, rows: readonly SiliconRow[]): number[] {
  return rows.map((row) => seconds.get(row)! / row.seconds - 1)
}

function absoluteMedian(errors: readonly number[]): number {
  return quantileOf(errors.map(Math.abs), 0.5)
}

function rowOf(name: string, decisions: Decisions): (string | number)[] {
  const { violationShare, regretMedian, regretMean, unanswered, caseCount } = decisions
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`
  return [
    name,
    percent(violationShare),
    percent(regretMedian),
    percent(regretMean),
    unanswered,
    caseCount,
  ]
}

function addDecisions(
  rows: readonly SiliconRow[],
  heldOut: readonly HeldOut[],
  report: Report,
): void {
  const { figures, checks, tables } = report
  const predicted = heldOutSeconds(heldOut)
  const secondsOf = (row: SiliconRow): number => predicted.get(row)!
  const lines: (string | number)[][] = []
  for (const margin of MARGINS) {
    const decisions = decide(rows, chooseByModel(secondsOf, Number(margin)))
    figures[`silicon.violations@${margin}`] = decisions.violationShare
    figures[`silicon.regretMedian@${margin}`] = decisions.regretMedian
    lines.push(rowOf(`roofline, margin ${margin}`, decisions))
  }
  const shipped = decide(rows, chooseByModel(secondsOf, SHIPPED_MARGIN))
  figures['silicon.shipped.margin'] = SHIPPED_MARGIN
  figures['silicon.shipped.violations'] = shipped.violationShare
  figures['silicon.shipped.regretMedian'] = shipped.regretMedian
  figures['silicon.shipped.unanswered'] = shipped.unanswered
  figures['silicon.cases'] = shipped.caseCount
  lines.push(rowOf(`roofline, margin ${SHIPPED_MARGIN} (shipped)`, shipped))
  for (const [name, prefer] of [
    ['max-tp', 'most'],
    ['min-tp', 'fewest'],
  ] as const) {
    const decisions = decide(rows, chooseByDevices(prefer, secondsOf))
    figures[`silicon.${name}.violations`] = decisions.violationShare
    figures[`silicon.${name}.regretMedian`] = decisions.regretMedian
    lines.push(rowOf(name, decisions))
  }
  const columns = [
    'chooses by',
    'violations',
    'regret, median',
    'regret, mean',
    'unanswered',
    'cases',
  ]
  tables.push({ title: 'Decisions, one device held out at a time', columns, rows: lines })
  checks.push(
    check('silicon.shipped.violations', shipped.violationShare, '<=', VIOLATIONS_MAX),
    check('silicon.shipped.regretMedian', shipped.regretMedian, '<=', REGRET_MAX),
  )
}

function addErrors(heldOut: readonly HeldOut[], { figures, checks, tables }: Report): void {
  const seconds = heldOutSeconds(heldOut)
  const lines = heldOut.map(({ device, rows }) => {
    const errors = errorsOf(seconds, rows)
    figures[`silicon.${device}.tpot.errorMedian`] = absoluteMedian(errors)
    return [
      device,
      rows.length,
      absoluteMedian(errors).toFixed(3),
      quantileOf(errors, 0.5).toFixed(3),
    ]
  })
  tables.push({
    title: 'Time per output token of devices held out',
    columns: ['device', 'rows', 'error, median', 'bias'],
    rows: lines,
  })
  const all = [...seconds.keys()]
  const ratios = all.map((row) => row.seconds / seconds.get(row)!)
  figures['silicon.rows'] = all.length
  if (ratios.length < COVERAGE_CASES_MIN) return
  const within = ratios.filter((ratio) => ratio >= denseBand.low && ratio <= denseBand.high)
  const coverage = within.length / ratios.length
  figures['bands80.coverage'] = coverage
  checks.push(
    check('bands80.coverage', coverage, '>=', COVERAGE_MIN),
    check('bands80.coverage', coverage, '<=', COVERAGE_MAX),
  )
}

function addApex({ apex, operators }: Input, { figures, notes }: Report): void {
  if (apex.length === 0) {
    notes.push('No APEX runs in the data.')
    return
  }
  const h100 = openDeviceCatalogue().get('h100-sxm')
  const errors = apexErrors(apex, h100)
  figures['apex.tpot.errorMedian'] = absoluteMedian(errors)
  figures['apex.runs'] = errors.length
  const own = operators.find(({ device }) => device.id === h100.id)
  if (own === undefined) return
  try {
    const measured = apexErrors(apex, h100, (deployment) => measuredModel(deployment, own.tables))
    figures['apex.tpot.tables.errorMedian'] = absoluteMedian(measured)
  } catch (error) {
    if (!LociError.is(error, 'COST_TABLE_HOLE')) throw error
    notes.push(`APEX by operator tables: left out, ${error.message}.`)
  }
}

async function addPlans(
  { host, isQuick, log }: BenchContext,
  { tracePaths }: Input,
  { figures, checks, notes }: Report,
): Promise<void> {
  const nowMs = (): number => host.clock.monotonicMs()
  const plans: PlansResult = await plansPart({ tracePaths, isQuick, nowMs, log })
  figures['plans72.plans'] = plans.planCount
  figures['plans72.requests'] = plans.requestCount
  figures['plans72.trials'] = plans.trials
  figures['plans72.seconds'] = plans.seconds
  figures['plans72.oracleRuns'] = plans.oracleRuns
  figures['plans72.sameWithOneThread'] = plans.areEqual ? 1 : 0
  figures['plans72.keepsLimits'] = plans.regret === null ? 0 : 1
  checks.push(
    check('plans72.seconds', plans.seconds, '<=', PLANS_SECONDS_MAX),
    check('plans72.sameWithOneThread', plans.areEqual ? 1 : 0, '>=', 1),
    check('plans72.keepsLimits', plans.regret === null ? 0 : 1, '>=', 1),
  )
  if (plans.regret !== null) {
    figures['plans72.regret'] = plans.regret
    checks.push(check('plans72.regret', plans.regret, '<=', PLANS_REGRET_MAX))
  }
  if (tracePaths.length === 0) notes.push('No Azure trace: the 72 plans are for drawn traffic.')
  notes.push(`72 plans: ${plans.chosen} was chosen, ${plans.best} is best in full (T3).`)
}

async function run(context: BenchContext): Promise<BenchResult> {
  const input = await loadInput(context)
  const { silicon, operators, notes, sha256 } = input
  const report: Report = { figures: {}, checks: [], notes, tables: [] }
  const dense = silicon.filter(({ isDense }) => isDense)
  if (dense.length > 0) {
    const heldOut = holdOutEach(dense)
    addDecisions(dense, heldOut, report)
    addErrors(heldOut, report)
    if (heldOut.length === 1) notes.push('One device only: textbook constants, nothing was fitted.')
  }
  const mixtures = silicon.filter(({ isDense }) => !isDense)
  if (mixtures.length > 0) {
    const errors = errorsOf(heldOutSeconds(holdOutEach(mixtures)), mixtures)
    report.figures['silicon.mixtures.tpot.errorMedian'] = absoluteMedian(errors)
    report.figures['silicon.mixtures.rows'] = mixtures.length
    notes.push(
      'Mixtures of experts are predicted and printed; decisions are judged on dense models.',
    )
  }
  addApex(input, report)
  Object.assign(report.figures, operatorFigures(operators))
  await addPlans(context, input, report)
  return { ...report, dataSha256: sha256 }
}

export const plannerBench: Bench = {
  name: 'planner',
  summary: 'decisions, errors and bands of the planner on deployments that were measured',
  rows: ['llm-viewer', 'apex', 'gpperf'],
  options: [],
  run,
}
