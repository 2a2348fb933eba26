/**
 * `loci cache`: what the answer cache holds and does, on the store's file or on a gateway that runs.
 *
 * Invalidation by a selector prints first what would go, and goes with `--yes`; ids go at once.
 */

import type { Command } from 'commander'
import { askedSimilarity } from '../../cache/cache-control.ts'
import type { Attributes, CacheEntryId } from '../../cache/cache-entry.ts'
import type { Invalidation, Selector } from '../../cache/invalidate-answers.ts'
import { LociError } from '../../errors.ts'
import { type Asked, atDesk, type CacheDesk, type DeskOptions } from '../cache-desk.ts'
import {
  breakEvenLines,
  explanationLines,
  foundLines,
  invalidationLines,
  reportLines,
  setLines,
} from '../cache-lines.ts'
import { type CliCommand, type CliContext, collected, onRun, wholeNumber } from '../cli-command.ts'
import { addScopeOptions, optionalScope, type ScopeOptions } from '../scope-options.ts'
import { parseMoment } from '../time-options.ts'

const TTL_SECONDS_MAX = 315_360_000

interface QuestionOptions extends DeskOptions, ScopeOptions {
  readonly model?: string
  readonly category?: string
  readonly attribute?: readonly string[]
  readonly threshold?: string
  readonly ttl?: number
}

interface InvalidateOptions extends DeskOptions, ScopeOptions {
  readonly category?: string
  readonly attribute?: readonly string[]
  readonly text?: string
  readonly memory?: string
  readonly before?: number
  readonly after?: number
  readonly all?: boolean
  readonly yes?: boolean
}

function addDeskOptions(command: Command): Command {
  return command
    .option('--gateway <url>', 'ask a gateway that runs (its key: LOCI_GATEWAY_KEY)')
    .option('--cache-config <file>', "JSON of cache categories, for the store's file")
}

function addQuestionOptions(command: Command): Command {
  return addDeskOptions(addScopeOptions(command))
    .option('--tenant <name>', "whose answers on the store's file (default: open)")
    .option('--model <name>', 'the model that answers')
    .option('--category <name>', 'its category (default: classified)')
    .option('--attribute <name=value>', 'a part of who asks; several times', collected)
}

function attributesOf(written: readonly string[] | undefined): { attributes?: Attributes } {
  if (written === undefined) return {}
  const pairs = written.map((pair) => {
    const at = pair.indexOf('=')
    if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)] as const
    throw new LociError('INPUT_INVALID', `the attribute ${JSON.stringify(pair)} has no value`, {
      hint: 'Write it as name=value.',
    })
  })
  return { attributes: Object.fromEntries(pairs) }
}

function askedOf(prompt: string, options: QuestionOptions, { settings }: CliContext): Asked {
  const { model, category, attribute } = options
  return {
    prompt,
    scope: optionalScope(options, settings) ?? null,
    ...(model === undefined ? {} : { model }),
    ...(category === undefined ? {} : { category }),
    ...attributesOf(attribute),
  }
}

function registerFigures(parent: Command, context: CliContext): void {
  const stats = addDeskOptions(
    parent
      .command('stats')
      .description(
        'Answers, hits and savings by category. Hits are counted by the gateway that serves: --gateway.',
      ),
  )
  onRun<DeskOptions>(stats, context, async ({ options, output }) => {
    const report = await atDesk(context, options, 'open', (desk) => desk.report())
    output.result(report, () => reportLines(report, output))
  })
  const breakEven = addDeskOptions(
    parent
      .command('breakeven')
      .description(
        'By category: the hit rate above which searching pays. Measured by the gateway that serves: --gateway.',
      ),
  )
  onRun<DeskOptions>(breakEven, context, async ({ options, output }) => {
    const rows = await atDesk(context, options, 'open', (desk) => desk.breakEven())
    output.result({ rows }, () => breakEvenLines(rows))
  })
}

function registerSearch(parent: Command, context: CliContext): void {
  const command = addQuestionOptions(
    parent
      .command('search')
      .description('The answer that would be served to a question, or why there is none.')
      .argument('<question...>', 'the question'),
  ).option('--threshold <similarity>', 'least similarity, in [0, 1]; can only be stricter')
  onRun<QuestionOptions>(command, context, async ({ args, options, output }) => {
    const { threshold } = options
    const least = threshold === undefined ? null : askedSimilarity(Number(threshold), '--threshold')
    const asked = askedOf(args.join(' '), options, context)
    const found = await atDesk(context, options, 'open', (desk) => desk.search(asked, least))
    output.result(found, () => foundLines(found, output))
  })
}

function registerSet(parent: Command, context: CliContext): void {
  const command = addQuestionOptions(
    parent
      .command('set')
      .description('Puts an answer in, in place of one to the same question.')
      .argument('<question>', 'the question')
      .argument('<answer>', 'its answer'),
  ).option('--ttl <seconds>', 'how long it lives', wholeNumber(0, TTL_SECONDS_MAX))
  onRun<QuestionOptions>(command, context, async ({ args, options, output }) => {
    const [question = '', answer = ''] = args
    const ttlMs = options.ttl === undefined ? null : options.ttl * 1000
    const asked = askedOf(question, options, context)
    const report = await atDesk(context, options, 'create', (desk) =>
      desk.set(asked, answer, ttlMs),
    )
    output.result(report, () => setLines(report))
  })
}

function registerExplain(parent: Command, context: CliContext): void {
  const command = addQuestionOptions(
    parent
      .command('explain')
      .description(
        'What the cache would do with a question, and why: category, threshold, objections.',
      )
      .argument('<question...>', 'the question'),
  )
  onRun<QuestionOptions>(command, context, async ({ args, options, output }) => {
    const asked = askedOf(args.join(' '), options, context)
    const told = await atDesk(context, options, 'open', (desk) => desk.explain(asked))
    output.result(told, () => explanationLines(told, output))
  })
}

/** The environment's scope plays no part: what goes is what the command line says. */
function selectorOf(options: InvalidateOptions): Selector {
  const { category, attribute, text, memory, before, after, all, tenant } = options
  const scope = optionalScope(options, {})
  return {
    ...(category === undefined ? {} : { category }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(scope === undefined ? {} : { scope }),
    ...attributesOf(attribute),
    ...(text === undefined ? {} : { text }),
    ...(memory === undefined ? {} : { memory }),
    ...(before === undefined ? {} : { storedBeforeMs: before }),
    ...(after === undefined ? {} : { storedAfterMs: after }),
    ...(all === undefined ? {} : { all }),
  }
}

async function invalidateIds(desk: CacheDesk, ids: readonly string[]): Promise<Invalidation> {
  const gone: CacheEntryId[] = []
  for (const id of ids) {
    const { count } = await desk.invalidate({ id: id as CacheEntryId }, false)
    if (count > 0) gone.push(id as CacheEntryId)
  }
  return { count: gone.length, ids: gone, isDryRun: false }
}

function registerInvalidate(parent: Command, context: CliContext): void {
  const command = addDeskOptions(
    addScopeOptions(
      parent
        .command('invalidate')
        .description(
          'Takes answers out. Ids go at once; by a selector it prints what would go, and goes with --yes. Selectors narrow each other.',
        )
        .argument('[id...]', 'answers by their ids'),
    ),
  )
    .option('--tenant <name>', "of a tenant: open, or key:ID for a key's")
    .option('--category <name>', 'of a category')
    .option('--attribute <name=value>', 'stored with this attribute; several times', collected)
    .option('--text <text>', 'the same question, or this text in question or answer')
    .option('--memory <id>', 'made with this memory')
    .option('--before <time>', 'stored before', parseMoment)
    .option('--after <time>', 'stored after', parseMoment)
    .option('--all', 'every answer')
    .option('--yes', 'take them out')
  onRun<InvalidateOptions>(command, context, async ({ args, options, output }) => {
    const selector = selectorOf(options)
    if (args.length > 0 && Object.keys(selector).length > 0) {
      throw new LociError('INPUT_INVALID', 'ids and a selector were given', {
        hint: 'Give ids, or what to select by.',
      })
    }
    const done = await atDesk(context, options, 'open', (desk) =>
      args.length > 0 ? invalidateIds(desk, args) : desk.invalidate(selector, options.yes !== true),
    )
    output.result(done, () => invalidationLines(done))
    const missing = args.filter((id) => !done.ids.includes(id as CacheEntryId))
    if (missing.length === 0) return
    throw new LociError('NOT_FOUND', `there is no cached answer ${missing.join(', ')}`, {
      hint: 'It expired or was taken out before; an id is given in full.',
    })
  })
}

export const cacheCommand: CliCommand = {
  register(program, context) {
    const parent = program
      .command('cache')
      .summary('what the answer cache holds and does')
      .description(
        "The answer cache: on the store's file, or with --gateway on a gateway that runs, which alone knows hits and times.",
      )
    registerFigures(parent, context)
    registerSearch(parent, context)
    registerSet(parent, context)
    registerInvalidate(parent, context)
    registerExplain(parent, context)
  },
}
