/**
 * `loci form`: form memories now; see what waits, failed and was done; ask again.
 *
 * Works on the store's file, beside a gateway that may be forming too: each window is formed by one of them. A window that fails is told and stays
 * in the queue; the command itself has not failed then.
 */

import type { Command } from 'commander'
import { LociError } from '../../errors.ts'
import type { FormationReceipt, FormationStatus } from '../../memory/form/formation-desk.ts'
import type { Memory } from '../../memory/memory.ts'
import { scopeKey } from '../../store/scope.ts'
import type { FormationState } from '../../store/stored-formations.ts'
import { type CliCommand, type CliContext, onRun, wholeNumber } from '../cli-command.ts'
import { addEmbedderOptions, type EmbedderOptions } from '../embedder-options.ts'
import { countText, momentText, shortId, tableLines } from '../layout.ts'
import { addModelOptions, type ModelOptions } from '../model-options.ts'
import {
  addScopeOptions,
  optionalScope,
  requiredScope,
  type ScopeOptions,
} from '../scope-options.ts'
import { withMemory, withNeeds } from '../with-memory.ts'

interface FormOptions extends ScopeOptions, EmbedderOptions, ModelOptions {
  readonly pipeline?: string
}

interface ListOptions extends ScopeOptions {
  readonly state?: string
  readonly limit?: number
  readonly cursor?: string
}

const LIST_LIMIT = 1_000

function receiptLines(receipts: readonly FormationReceipt[]): string[] {
  const sum = (part: 'added' | 'revised' | 'retired'): number =>
    receipts.reduce((total, receipt) => total + receipt[part].length, 0)
  const counts = `${sum('added')} added, ${sum('revised')} revised, ${sum('retired')} retired`
  const told = receipts.flatMap(({ id, batch, state, failures, refused }) => [
    ...failures.map(
      ({ stage, code, reason }) => `  ${shortId(id)} ${state}: ${stage}: ${code}: ${reason}`,
    ),
    ...refused.map((why) => `  ${shortId(id)} refused: ${why}`),
    ...(batch === null
      ? []
      : [`  ${shortId(id)} ${state}; undo with: loci undo ${shortId(batch)}`]),
  ])
  return [`formed ${countText(receipts.length, 'window')}: ${counts}`, ...told]
}

function registerRun(parent: Command, context: CliContext): void {
  const command = parent
    .command('run', { isDefault: true })
    .description(
      'Forms memories out of the turns of a scope that nothing was formed from yet, and of what waits. The turns stay as they are. ' +
        'Each window of turns is one batch, which `loci undo` takes back.',
    )
    .option('--pipeline <name>', "how (default: the scope's own; see `loci form pipelines`)")
  addModelOptions(addEmbedderOptions(addScopeOptions(command)))
  onRun<FormOptions>(command, context, async ({ options, output }) => {
    const scope = requiredScope(options, context.settings)
    const { pipeline } = options
    const needs = { understanding: 'reads', model: options } as const
    const result = await withNeeds(context, options, needs, async ({ memory }) => {
      const chosen = pipeline ?? (await memory.settings.get(scope)).pipeline
      if (chosen === 'verbatim') {
        output.note('the pipeline is verbatim, which forms nothing: choose one with --pipeline')
      }
      return memory.formation.form({ scope, pipeline })
    })
    output.result(result, () => receiptLines(result.receipts))
  })
}

function statusLines({ lag, usage, ...status }: FormationStatus, columns: number): string[] {
  const { callCount, promptTokens, completionTokens, costMicros } = usage
  const cost = costMicros === null ? 'price not known' : `$${(costMicros / 1e6).toFixed(4)}`
  return tableLines(
    [
      ['waiting', `${status.pending} (${countText(lag.turnCount, 'turn')} behind)`],
      ['running', String(status.running)],
      ['failed', String(status.failed)],
      ['done', String(status.done)],
      [
        'model',
        `${countText(callCount, 'call')}, ${promptTokens} + ${completionTokens} tokens, ${cost}`,
      ],
    ],
    { columns },
  )
}

function registerStatus(parent: Command, context: CliContext): void {
  const command = parent
    .command('status')
    .description('How many windows wait, run, failed and are done, and what forming has cost.')
  addScopeOptions(command)
  onRun<ScopeOptions>(command, context, async ({ options, output }) => {
    const scope = optionalScope(options, context.settings)
    const status = await withMemory(context, options, 'open', ({ memory }) =>
      memory.formation.status(scope),
    )
    output.result(status, () => statusLines(status, output.columns))
  })
}

function registerList(parent: Command, context: CliContext): void {
  const command = parent
    .command('list')
    .description('Lists the windows, newest first.')
    .option('--state <state>', 'only those that are pending, running, failed or done')
    .option('--limit <count>', 'windows at most (default: 100)', wholeNumber(1, LIST_LIMIT))
    .option('--cursor <cursor>', 'the next page, as the page before names it')
  addScopeOptions(command)
  onRun<ListOptions>(command, context, async ({ options, output }) => {
    const { limit, cursor } = options
    const state = stateOf(options.state)
    const scope = optionalScope(options, context.settings)
    const page = await withMemory(context, options, 'open', ({ memory }) =>
      memory.formation.list({ scope, state, limit, cursor }),
    )
    output.result(page, () => [
      ...tableLines(
        [
          ['id', 'made', 'state', 'pipeline', 'turns', 'added', 'why', 'scope'],
          ...page.formations.map((job) => [
            shortId(job.id),
            momentText(job.createdAtMs),
            job.state,
            job.pipeline,
            String(job.sources.length),
            String(job.counts.added),
            job.code ?? '',
            scopeKey(job.scope),
          ]),
        ],
        { columns: output.columns, alignRight: [4, 5] },
      ),
      ...(page.nextCursor === null ? [] : [`more with --cursor ${page.nextCursor}`]),
    ])
  })
}

function stateOf(text: string | undefined): FormationState | undefined {
  const states: readonly FormationState[] = ['pending', 'running', 'failed', 'done']
  const state = states.find((one) => one === text)
  if (text === undefined || state !== undefined) return state
  throw new LociError('INPUT_INVALID', `--state is ${JSON.stringify(text)}`, {
    hint: `It must be one of ${states.join(', ')}.`,
  })
}

function registerRetry(parent: Command, context: CliContext): void {
  const command = parent
    .command('retry')
    .description('Makes windows that failed or wait due at once: one, or all of a scope.')
    .argument('[id]', 'a window, or the end of its id')
  addScopeOptions(command)
  onRun<ScopeOptions>(command, context, async ({ args, options, output }) => {
    const [end] = args
    const result = await withMemory(context, options, 'open', async ({ memory }) => {
      const which =
        end === undefined
          ? { scope: requiredScope(options, context.settings) }
          : { id: await jobId(memory, end) }
      return memory.formation.retry(which)
    })
    output.result(result, () => [
      `${countText(result.ids.length, 'window')} due now: a gateway that serves the store forms them, or loci form`,
    ])
  })
}

async function jobId(memory: Memory, end: string): Promise<string> {
  const found = new Set<string>()
  let cursor: string | undefined
  do {
    const page = await memory.formation.list({ limit: LIST_LIMIT, cursor })
    for (const { id } of page.formations) if (id.endsWith(end.toLowerCase())) found.add(id)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  const [id, ...others] = found
  if (id !== undefined && others.length === 0) return id
  if (id !== undefined) {
    throw new LociError('INPUT_INVALID', `${found.size} windows end in ${JSON.stringify(end)}`)
  }
  throw new LociError('FORMATION_NOT_FOUND', `no window ends in ${JSON.stringify(end)}`)
}

function registerPipelines(parent: Command, context: CliContext): void {
  const command = parent.command('pipelines').description('Lists the ways of forming memories.')
  onRun(command, context, async ({ output }) => {
    const { pipelines } = await import('../../memory/form/pipeline-registry.ts')
    const facts = Object.values(pipelines).map(({ name, needsModel, about }) => ({
      name,
      needsModel,
      about,
    }))
    output.result({ pipelines: facts }, () =>
      tableLines(
        facts.map(({ name, needsModel, about }) => [name, needsModel ? 'model' : '', about]),
        { columns: output.columns },
      ),
    )
  })
}

export const formCommand: CliCommand = {
  register(program, context) {
    const parent = program
      .command('form')
      .summary('form memories out of turns, and see what waits or failed')
      .description(
        'Memories out of raw turns: form them now, see what waits, failed and was done, ask again. Without a command: `form run`.',
      )
    registerRun(parent, context)
    registerStatus(parent, context)
    registerList(parent, context)
    registerRetry(parent, context)
    registerPipelines(parent, context)
  },
}
