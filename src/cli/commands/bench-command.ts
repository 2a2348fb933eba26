/**
 * `loci bench NAME`: runs a benchmark on this machine.
 *
 * Each benchmark has options of its own, so this command takes everything after the name and lets a second parser, made from
 * the benchmark's declaration, read it: unknown options are refused there and `loci bench NAME --help` lists the known ones.
 */

import { Command } from 'commander'
import type { Bench } from '../../bench/bench.ts'
import { LociError } from '../../errors.ts'
import { benchLines } from '../bench-lines.ts'
import {
  type CliCommand,
  type CliContext,
  decimalNumber,
  outputFor,
  type ProgramOptions,
} from '../cli-command.ts'
import { tableLines } from '../layout.ts'
import { configureErrors } from '../parse-errors.ts'

const BUDGET_SECONDS_MAX = 86_400

interface BenchOptions {
  readonly data?: string
  readonly quick?: boolean
  readonly budget?: number
  readonly strict?: boolean
}

const commonHelp = `
Every benchmark takes:
  --data <folder>      data laid out as docs/data.md says
  --quick              tiny input: does it still run?
  --budget <seconds>   stop measuring after about so long
  --strict             exit code 1 when a check does not hold
  --json               one JSON object on standard output
  loci bench list names them, loci bench NAME --help has the options of one.`

/** Adds the options that every benchmark has. */
function addCommonOptions(command: Command): Command {
  return command
    .option('--data <folder>', 'data laid out as docs/data.md says')
    .option('--quick', 'tiny input: does it still run?')
    .option(
      '--budget <seconds>',
      'stop measuring after about so long',
      decimalNumber(0, BUDGET_SECONDS_MAX),
    )
    .option('--strict', 'exit code 1 when a check does not hold')
}

function parserOf(bench: Bench, context: CliContext): Command {
  const command = new Command(`loci bench ${bench.name}`).description(bench.summary)
  for (const { name, values, summary } of bench.options) {
    command.option(values === '' ? `--${name}` : `--${name} <${values}>`, summary)
  }
  configureErrors(addCommonOptions(command), context.terminal)
  return command.allowExcessArguments(false)
}

/** The bench's own options, by the names that it declared. */
function ownOptions(bench: Bench, command: Command): Record<string, string> {
  const own: Record<string, string> = {}
  for (const option of command.options) {
    const name = (option.long ?? '').replace(/^--/, '')
    const value: unknown = command.getOptionValue(option.attributeName())
    const isOwn = bench.options.some((declared) => declared.name === name)
    if (isOwn && (typeof value === 'string' || value === true)) own[name] = String(value)
  }
  return own
}

/** What the environment says about a peer that a bench compares with. */
function keptOptions(bench: Bench, { settings }: CliContext): Record<string, string> {
  const folder = settings.LOCI_LLAMA_CPP_PACKAGE
  const isAsked = bench.options.some(({ name }) => name === 'llama-cpp')
  return isAsked && folder !== undefined ? { 'llama-cpp': folder } : {}
}

async function runNamed(
  bench: Bench,
  words: readonly string[],
  before: Partial<ProgramOptions>,
  context: CliContext,
): Promise<void> {
  const parser = parserOf(bench, context)
  parser.parse([...words], { from: 'user' })
  const options = parser.opts<BenchOptions>()
  const { runBench } = await import('../../bench/run-bench.ts')
  const output = outputFor(context, before)
  const run = await runBench({
    bench,
    host: context.host,
    version: context.version,
    dataFolder: options.data ?? null,
    isQuick: options.quick === true,
    budgetSeconds: options.budget ?? null,
    options: { ...keptOptions(bench, context), ...ownOptions(bench, parser) },
    log: (line) => context.terminal.warn(`${line}\n`),
  })
  output.result(run.report, () => benchLines(run, output.style))
  const failed = run.report.checks.filter(({ holds }) => !holds)
  if (options.strict !== true || failed.length === 0) return
  const said = failed.map(({ id, value, bound }) => `${id} is ${value}, not ${bound}`)
  throw new LociError('BENCH_CHECK_FAILED', said.join('; '))
}

function listBenches(
  benches: readonly Bench[],
  options: Partial<ProgramOptions>,
  context: CliContext,
): void {
  const output = outputFor(context, options)
  const listed = benches.map(({ name, summary, rows, options: own }) => ({
    name,
    summary,
    rows,
    options: own,
  }))
  output.result({ benches: listed }, () =>
    tableLines(
      [
        ['name', 'paper rows', 'measures'],
        ...benches.map(({ name, rows, summary }) => [name, rows.join(', ') || '-', summary]),
      ],
      { columns: Number.POSITIVE_INFINITY },
    ),
  )
}

export const benchCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('bench')
      .summary('run a benchmark')
      .description('Runs a benchmark on this machine and prints what it measured.')
      .usage('list | NAME [options]')
      .addHelpText('after', commonHelp)
      .argument('[name]', 'list, or the name of a benchmark')
      .argument('[options...]')
      .allowUnknownOption()
      .helpOption(false)
    command.action(async () => {
      const before = command.optsWithGlobals<ProgramOptions>()
      const [name, ...words] = command.args
      if (name === '--help' || name === '-h') {
        command.outputHelp()
        return
      }
      const [{ benches }, { benchNamed }] = await Promise.all([
        import('../../bench/registry.ts'),
        import('../../bench/run-bench.ts'),
      ])
      if (name === undefined || name === 'list') {
        listBenches(benches, before, context)
        return
      }
      await runNamed(benchNamed(benches, name), words, before, context)
    })
  },
}
