/**
 * `loci simulate`: a deployment under a trace, or under a rate with lengths, in virtual time.
 *
 * The scheduler is the engine's own; what is modelled is how long a step takes, and that is printed with its tier and band.
 */

import type { Command } from 'commander'
import { LociError } from '../../errors.ts'
import type { SimulatedTrace as Trace } from '../../planner/workload/simulated-requests.ts'
import type { SimulatedRequest } from '../../sim/simulated-request.ts'
import {
  type CliCommand,
  type CliContext,
  type CommandRun,
  decimalNumber,
  onRun,
  wholeNumber,
} from '../cli-command.ts'
import { simulationLines } from '../simulation-lines.ts'
import { openSimulationProgress } from '../simulation-progress.ts'

const COUNT_MAX = 1_000_000_000
const REQUESTS_MAX = 5_000_000
const REQUESTS_MADE = 2_000

interface SimulateOptions {
  readonly device: string
  readonly model: string
  readonly devices?: string
  readonly rate?: number
  readonly variation: number
  readonly requests?: number
  readonly promptTokens: number
  readonly outputTokens: number
  readonly lengthVariation: number
  readonly sort?: boolean
  readonly tp: number
  readonly replicas: number
  readonly decoders: number
  readonly stepTokens: number
  readonly stepSequences: number
  readonly blockTokens?: number
  readonly admission: string
  readonly ordering: string
  readonly eviction: string
  readonly retention: string
  readonly routing: string
  readonly ttftMs?: number
  readonly tpotMs?: number
  readonly e2eMs?: number
  readonly seed: number
}

type Run = CommandRun<SimulateOptions>

async function readRequests(
  path: string,
  { options }: Run,
): Promise<{ requests: SimulatedRequest[]; blockTokens: number }> {
  const [{ openTraceFile }, { openTraceReport }, { SimulatedTrace }] = await Promise.all([
    import('../../planner/workload/open-trace-file.ts'),
    import('../../planner/workload/trace-request.ts'),
    import('../../planner/workload/simulated-requests.ts'),
  ])
  let trace: Trace | null = null
  let blockTokens = options.blockTokens ?? null
  for await (const request of openTraceFile(path, openTraceReport(), {
    sorts: options.sort === true,
  })) {
    // The trace's own size of blocks, so that what it shares is shared whole.
    blockTokens ??= request.blockTokens ?? 16
    trace ??= new SimulatedTrace(blockTokens)
    trace.put(request)
    if (trace.requests.length === (options.requests ?? REQUESTS_MAX)) break
  }
  if (trace === null || trace.requests.length === 0) {
    throw new LociError('TRACE_INVALID', `${path} has no request with a prompt and an answer`)
  }
  return { requests: trace.requests, blockTokens: blockTokens ?? 16 }
}

async function rescaled(
  requests: readonly SimulatedRequest[],
  rate: number,
): Promise<SimulatedRequest[]> {
  const { rescaledArrivals } = await import('../../planner/workload/generate/arrivals.ts')
  const times = rescaledArrivals(
    requests.map(({ arrivalMs }) => arrivalMs),
    rate,
  )
  return requests.map((request, at) => ({ ...request, arrivalMs: times[at]! }))
}

async function workloadOf(run: Run) {
  const { args, options } = run
  const [path] = args
  if (path !== undefined) {
    const { requests, blockTokens } = await readRequests(path, run)
    const { rate } = options
    return {
      blockTokens,
      requests: rate === undefined ? requests : await rescaled(requests, rate),
    }
  }
  if (options.rate === undefined) {
    throw new LociError('INPUT_INVALID', 'there is neither a trace nor a rate', {
      hint: 'Give a trace file, or --rate with --prompt-tokens and --output-tokens.',
    })
  }
  const { madeRequests } = await import('../../planner/simulate/made-requests.ts')
  const requests = madeRequests({
    requestsPerSecond: options.rate,
    variation: options.variation,
    requestCount: options.requests ?? REQUESTS_MADE,
    promptTokens: options.promptTokens,
    outputTokens: options.outputTokens,
    lengthVariation: options.lengthVariation,
    seed: options.seed,
  })
  return { requests, blockTokens: options.blockTokens ?? 16 }
}

async function deploymentFor({ options, context }: Run) {
  const [{ openDeviceCatalogue }, { readOwnDevices }, { findModelShape }, { deploymentOf }] =
    await Promise.all([
      import('../../planner/hardware/device-catalogue.ts'),
      import('../../planner/hardware/read-own-devices.ts'),
      import('../../planner/simulate/find-model-shape.ts'),
      import('../../planner/cost/deployment.ts'),
    ])
  const { disk } = context.host
  const own =
    options.devices === undefined
      ? []
      : readOwnDevices(await disk.readText(options.devices), options.devices)
  const device = openDeviceCatalogue(own).get(options.device)
  const shape = await findModelShape(disk, options.model)
  return deploymentOf({ shape, device, tensorParallel: options.tp })
}

function limitsOf({ ttftMs, tpotMs, e2eMs }: SimulateOptions) {
  return {
    ...(ttftMs === undefined ? {} : { ttftMs }),
    ...(tpotMs === undefined ? {} : { tpotMs }),
    ...(e2eMs === undefined ? {} : { e2eMs }),
  }
}

async function simulate(run: Run): Promise<void> {
  const { options, output, context } = run
  const deployment = await deploymentFor(run)
  const { requests, blockTokens } = await workloadOf(run)
  const { simulateDeployment } = await import('../../planner/simulate/simulate-deployment.ts')
  const { admission, ordering, eviction, retention, routing, seed } = options
  const limits = limitsOf(options)
  const progress = openSimulationProgress(context.terminal, context.host.clock, requests.length)
  const result = simulateDeployment({
    deployment,
    requests,
    replicaCount: options.replicas,
    decoderCount: options.decoders,
    knobs: {
      blockTokenCount: blockTokens,
      stepTokensMax: options.stepTokens,
      stepSequencesMax: options.stepSequences,
    },
    policies: { admission, ordering, eviction, retention },
    routing,
    seed,
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    onProgress: (count) => progress.done(count),
  })
  progress.close()
  output.result(result, () => simulationLines(result, output.style))
}

function addWorkload(command: Command): Command {
  return command
    .option(
      '--rate <number>',
      'requests a second; a trace is stretched to it',
      decimalNumber(0, 1e6),
    )
    .option('--variation <number>', 'spread of the gaps, 1: Poisson', decimalNumber(0.01, 100), 1)
    .option('--requests <count>', 'of the trace, or made', wholeNumber(1, REQUESTS_MAX))
    .option('--prompt-tokens <count>', 'mean, without a trace', wholeNumber(1, COUNT_MAX), 1000)
    .option('--output-tokens <count>', 'mean, without a trace', wholeNumber(1, COUNT_MAX), 200)
    .option(
      '--length-variation <number>',
      'spread of lengths over their mean, without a trace',
      decimalNumber(0, 10),
      0.8,
    )
    .option('--sort', 'put a trace whose times go back in order')
    .option('--seed <number>', 'of everything that is drawn', wholeNumber(0, 2 ** 32 - 1), 1)
}

function addEngine(command: Command): Command {
  return command
    .option('--tp <count>', 'devices to a copy', wholeNumber(1, 1024), 1)
    .option('--replicas <count>', 'copies of the model', wholeNumber(1, 1024), 1)
    .option(
      '--decoders <count>',
      'copies that compute answers, beside --replicas that compute prompts',
      wholeNumber(0, 1024),
      0,
    )
    .option('--step-tokens <count>', 'tokens of a step', wholeNumber(1, COUNT_MAX), 2048)
    .option('--step-sequences <count>', 'requests that run at once', wholeNumber(1, COUNT_MAX), 256)
    .option(
      '--block-tokens <count>',
      "of the cache (default: the trace's, or 16)",
      wholeNumber(1, 65_536),
    )
    .option('--admission <policy>', 'who starts', 'when-it-fits')
    .option('--ordering <policy>', 'who is first', 'fcfs')
    .option('--eviction <policy>', 'what leaves the cache', 'lru')
    .option('--retention <policy>', 'what is kept between turns', 'end-of-turn')
    .option('--routing <policy>', 'which copy takes a request', 'round-robin')
}

function addLimits(command: Command): Command {
  return command
    .option('--ttft-ms <ms>', 'limit of the first token, for goodput', decimalNumber(0, 1e9))
    .option('--tpot-ms <ms>', 'limit of the time per token', decimalNumber(0, 1e9))
    .option('--e2e-ms <ms>', 'limit of the whole answer', decimalNumber(0, 1e9))
}

export const simulateCommand: CliCommand = {
  register(program, context: CliContext) {
    const command = program
      .command('simulate')
      .summary('a deployment under a workload, in virtual time')
      .description(
        "Runs the engine's own scheduler over a trace, or over made requests, with modelled steps.",
      )
      .argument('[trace]', 'BurstGPT, Azure, Mooncake, agent sessions, OpenTelemetry, …')
      .requiredOption('--device <name>', 'of the database, or of --devices')
      .requiredOption('--model <name>', 'a known name, a config.json or a .gguf')
      .option('--devices <file>', 'own devices (docs/guide/planning.md)')
    addLimits(addEngine(addWorkload(command)))
    onRun<SimulateOptions>(command, context, simulate)
  },
}
