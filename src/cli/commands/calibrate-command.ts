/**
 * `loci calibrate URL`: five requests to a running endpoint, and what a request costs there, as a file for `loci plan --profile`.
 *
 * The key comes from the environment (LOCI_MODEL_KEY). What the endpoint runs on is not to be seen from outside: it is stated here.
 */

import type { CalibrationFile } from '../../planner/calibrate/calibration-file.ts'
import type { RuntimeFit } from '../../planner/cost/idealized-runtime.ts'
import { type CliCommand, type CommandRun, onRun, wholeNumber } from '../cli-command.ts'
import { tableLines } from '../layout.ts'

interface CalibrateOptions {
  readonly model?: string
  readonly device?: string
  readonly deviceFile?: string
  readonly tp?: number
  readonly format?: string
  readonly kv?: string
  readonly output?: number
  readonly save?: string
}

const TIMEOUT_MS = 300_000
const DEFAULT_FILE = '.loci/calibration.json'

async function checkedDevice(run: CommandRun<CalibrateOptions>): Promise<string> {
  const { options, context } = run
  const { openCatalogue } = await import('../plan/read-plan-input.ts')
  const catalogue = await openCatalogue(context.host.disk, options.deviceFile)
  return options.device === undefined ? 'unknown' : catalogue.get(options.device).id
}

async function calibrate(run: CommandRun<CalibrateOptions>): Promise<void> {
  const { args, options, output, context } = run
  const { host, settings } = context
  const [{ openHttpModel }, measure, file, { fitIdealized }] = await Promise.all([
    import('../../provider/http-model.ts'),
    import('../../planner/calibrate/measure-runs.ts'),
    import('../../planner/calibrate/calibration-file.ts'),
    import('../../planner/cost/idealized-runtime.ts'),
  ])
  const device = await checkedDevice(run)
  const model = options.model ?? settings.LOCI_MODEL ?? 'default'
  await using endpoint = openHttpModel({
    url: args[0]!,
    model,
    apiKey: settings.LOCI_MODEL_KEY,
    timeoutMs: TIMEOUT_MS,
  })
  const plan = {
    ...measure.calibrationPlan,
    outputTokens: options.output ?? measure.calibrationPlan.outputTokens,
  }
  const runs = await measure.measureRuns({ model: endpoint, clock: host.clock }, plan, (done) =>
    output.note(`calibrating: ${done} of ${measure.CALIBRATION_RUNS} requests`),
  )
  const fit = fitIdealized(runs)
  const taken: CalibrationFile = {
    model,
    device,
    tensorParallel: options.tp ?? 1,
    weights: options.format ?? 'bf16',
    kv: options.kv ?? 'bf16',
    takenAt: new Date(host.clock.nowMs()).toISOString(),
    runs,
  }
  const path = options.save ?? DEFAULT_FILE
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  if (folder !== '') await host.disk.makeFolder(folder)
  await host.disk.writeAtomic(path, file.encodeCalibration(taken))
  output.result({ tier: 'T0', file: path, ...taken, fit }, () => fitLines(fit, { path, device }))
}

function fitLines(fit: RuntimeFit, { path, device }: { path: string; device: string }): string[] {
  const { table, runCount, errorMean } = fit
  const rows = [
    ['a further token', `${(1000 * table.secondsPerToken).toFixed(2)} ms`],
    ...table.promptSeconds.map(([tokens, seconds]) => [
      `first token after ${tokens}`,
      `${(1000 * seconds).toFixed(1)} ms`,
    ]),
    ['error on the runs', `${(100 * errorMean).toFixed(1)} % (${runCount} runs)`],
    ['tier', 'T0, requests that run alone; band 3 %'],
    ['kept in', path],
  ]
  const hint = device === 'unknown' ? ['name the --device it runs on to plan with it'] : []
  return [...tableLines(rows, { columns: Number.POSITIVE_INFINITY }), ...hint]
}

export const calibrateCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('calibrate')
      .summary('measure an endpoint with five requests, for `loci plan`')
      .description(
        'Sends five requests, one at a time, to an OpenAI-compatible endpoint and fits what a request costs there: tier T0 of `loci plan --profile`.',
      )
      .argument('<url>', 'its address with the version, e.g. http://127.0.0.1:8000/v1')
      .option('--model <name>', 'the model to ask there (default: LOCI_MODEL)')
      .option('--device <name>', 'what it runs on')
      .option('--device-file <file>', 'JSON of your own devices')
      .option('--tp <count>', 'devices of one copy (default 1)', wholeNumber(1, 64))
      .option('--format <name>', 'of its weights (default bf16)')
      .option('--kv <name>', 'of its cache (default bf16)')
      .option('--output <tokens>', 'of the long answer (default 64)', wholeNumber(2, 4096))
      .option('--save <file>', `where to (default ${DEFAULT_FILE})`)
    onRun(command, context, calibrate)
  },
}
