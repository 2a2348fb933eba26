/**
 * `loci facts`: what held, by what is or was known; stating, ending and retracting facts.
 *
 * Two clocks: `--at` is the world's, `--known` the log's.
 */

import type { Command } from 'commander'
import type { KnownFact } from '../../memory/facts.ts'
import { type CliCommand, type CliContext, onRun, wholeNumber } from '../cli-command.ts'
import { countText, momentText, safeLine, shortId, tableLines } from '../layout.ts'
import { resolveCubeId } from '../resolve-id.ts'
import { addScopeOptions, requiredScope, type ScopeOptions } from '../scope-options.ts'
import { parseAsOf, parseMoment } from '../time-options.ts'
import { withMemory } from '../with-memory.ts'

interface ReadOptions extends ScopeOptions {
  readonly at?: string
  readonly known?: string
  readonly about?: string
  readonly relation?: string
  readonly all?: boolean
  readonly depth?: number
}

interface PutOptions extends ScopeOptions {
  readonly from?: string
  readonly to?: string
  readonly several?: boolean
  readonly one?: boolean
  readonly corrects?: string
  readonly note?: string
}

const day = (ms: number | null, open: string): string => (ms === null ? open : momentText(ms))

function factRow(fact: KnownFact): string[] {
  return [
    shortId(fact.id),
    day(fact.validFromMs, '?'),
    day(fact.validToMs, 'now'),
    `${safeLine(fact.subject)} | ${safeLine(fact.relation)} | ${safeLine(fact.object)}`,
  ]
}

function factLines(facts: readonly KnownFact[], columns: number): string[] {
  if (facts.length === 0) return ['no fact']
  const rows = [['id', 'from', 'to', 'fact'], ...facts.map(factRow)]
  return [...tableLines(rows, { columns }), countText(facts.length, 'fact')]
}

function addReadOptions(command: Command): Command {
  return addScopeOptions(command)
    .option('--at <time>', 'when it held (default: now)')
    .option('--known <time>', 'by what was known then: a time or a log position (#1234)')
}

function whenOf({ at, known }: ReadOptions) {
  return {
    ...(at === undefined ? {} : { validAt: parseMoment(at) }),
    ...(known === undefined ? {} : { knownAt: parseAsOf(known) }),
  }
}

function registerList(parent: Command, context: CliContext): void {
  const command = parent
    .command('list', { isDefault: true })
    .description('What held at a moment, by what is or was known.')
    .option('--about <name>', 'only facts with this name as subject or object')
    .option('--relation <relation>', 'only facts of this relation')
    .option('--all', 'every fact with its time, also those that ended or never held')
  addReadOptions(command)
  onRun<ReadOptions>(command, context, async ({ options, output }) => {
    const { about, relation, all } = options
    const input = { scope: requiredScope(options, context.settings), ...whenOf(options), relation }
    const facts = await withMemory(context, options, 'open', ({ memory }) =>
      all === true
        ? memory.facts.timeline({ ...input, subject: about })
        : memory.facts.at({ ...input, about }),
    )
    output.result({ facts }, () => factLines(facts, output.columns))
  })
}

function registerAround(parent: Command, context: CliContext): void {
  const command = parent
    .command('around')
    .description('Facts and links a few steps around a name.')
    .argument('<name>', 'of a person, a place, a thing')
    .option('--depth <steps>', 'steps, 1 to 3 (default: 1)', wholeNumber(1, 3))
  addReadOptions(command)
  onRun<ReadOptions>(command, context, async ({ args, options, output }) => {
    const scope = requiredScope(options, context.settings)
    const input = { scope, name: args[0]!, depth: options.depth, ...whenOf(options) }
    const found = await withMemory(context, options, 'open', ({ memory }) =>
      memory.facts.neighbourhood(input),
    )
    output.result(found, () => [
      ...factLines(found.facts, output.columns),
      ...found.links.map(({ source, relation, target }) =>
        [source, relation, target].map(safeLine).join(' | '),
      ),
    ])
  })
}

function registerPut(parent: Command, context: CliContext): void {
  const command = parent
    .command('put')
    .description(
      'States a fact. Of a relation with one object at a time, the newer ends the older softly.',
    )
    .argument('<subject>')
    .argument('<relation>', 'as "lives in"')
    .argument('<object>')
    .option('--from <time>', 'since when (default: now)')
    .option('--to <time>', 'when it ceased to hold')
    .option('--several', 'the subject may have several objects at a time')
    .option('--one', 'the subject has one object at a time')
    .option('--corrects <id>', 'a fact that this one puts right: that one never held')
    .option('--note <text>', 'the words in which it was stated')
  addScopeOptions(command)
  onRun<PutOptions>(command, context, async ({ args, options, output }) => {
    const scope = requiredScope(options, context.settings)
    const { from, to, several, one, corrects, note } = options
    const [subject, relation, object] = args as [string, string, string]
    const receipt = await withMemory(context, options, 'create', async ({ memory }) => {
      const wrong = corrects === undefined ? undefined : await resolveCubeId(memory, corrects)
      const fact = {
        subject,
        relation,
        object,
        validFrom: from === undefined ? undefined : parseMoment(from),
        validTo: to === undefined ? undefined : parseMoment(to),
        isMultiValued: several === true ? true : one === true ? false : undefined,
        corrects: wrong,
      }
      return memory.facts.put({ scope, facts: [fact], note })
    })
    output.result(receipt, () => [
      `fact ${shortId(receipt.facts[0]!)}`,
      output.style.dim(`  take that back: loci undo ${shortId(receipt.batch)}`),
    ])
  })
}

function registerEnd(parent: Command, context: CliContext): void {
  const close = parent
    .command('close')
    .description('A fact held until a moment and no longer.')
    .argument('<id>', 'a fact, or the end of its id')
    .argument('<time>', 'when it ceased to hold')
  const retract = parent
    .command('retract')
    .description('A fact never held: what it had ended holds on again. It is kept.')
    .argument('<id>', 'a fact, or the end of its id')
  for (const command of [close, retract]) {
    onRun(command, context, async ({ args, options, output }) => {
      const [idText, time] = args
      const receipt = await withMemory(context, options, 'open', async ({ memory }) => {
        const id = await resolveCubeId(memory, idText!)
        return command === retract
          ? memory.facts.retract({ id })
          : memory.facts.close({ id, validTo: parseMoment(time!) })
      })
      output.result(receipt, () => [
        command === retract ? 'retracted' : 'closed',
        output.style.dim(`  take that back: loci undo ${shortId(receipt.batch)}`),
      ])
    })
  }
}

export const factsCommand: CliCommand = {
  register(program, context) {
    const parent = program
      .command('facts')
      .summary('what held, and when that was known')
      .description(
        'Facts with two clocks: when something held (--at), and by what was known when (--known).',
      )
    registerList(parent, context)
    registerAround(parent, context)
    registerPut(parent, context)
    registerEnd(parent, context)
  },
}
