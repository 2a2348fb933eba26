/**
 * `loci evolve`: what should become of memories, and deciding it.
 *
 * Every decision prints its batch, so that it can be taken back.
 */

import type { Command } from 'commander'
import type { EvolutionReport, LifeCube, Proposal } from '../../memory/evolve/evolution.ts'
import type { Receipt } from '../../memory/memory.ts'
import { type CliCommand, type CliContext, onRun } from '../cli-command.ts'
import { countText, momentText, safeLine, shortId, tableLines } from '../layout.ts'
import { resolveCubeId } from '../resolve-id.ts'
import { addScopeOptions, requiredScope, type ScopeOptions } from '../scope-options.ts'
import { withMemory } from '../with-memory.ts'

interface ProposeOptions extends ScopeOptions {
  readonly left?: boolean
}

const PROPOSAL_ID_CHARACTERS = 8

function proposalLines(proposals: readonly Proposal[], columns: number): string[] {
  if (proposals.length === 0) return ['nothing to propose']
  const rows = proposals.map(({ id, action, label, isSafe, confidence, texts, because }) => [
    id.slice(0, PROPOSAL_ID_CHARACTERS),
    action,
    label,
    isSafe ? 'safe' : 'asks',
    confidence.toFixed(2),
    `keep "${safeLine(texts.keep)}", not "${safeLine(texts.lose)}": ${safeLine(because)}`,
  ])
  return tableLines([['id', 'action', 'label', '', '', 'what'], ...rows], { columns })
}

function undoLine(receipt: Receipt): string {
  return `  take that back: loci undo ${shortId(receipt.batch)}`
}

function registerPropose(parent: Command, context: CliContext): void {
  const command = parent
    .command('propose')
    .description('Pairs that should not both stay as they are. Changes nothing.')
    .option('--left', 'only those that a person has to decide')
  addScopeOptions(command)
  onRun<ProposeOptions>(command, context, async ({ options, output }) => {
    const scope = requiredScope(options, context.settings)
    const found = await withMemory(context, options, 'open', ({ memory: { evolution } }) =>
      options.left === true ? evolution.proposals({ scope }) : evolution.propose({ scope }),
    )
    output.result(found, () => [
      ...proposalLines(found.proposals, output.columns),
      output.style.dim(
        `${countText(found.memoryCount, 'memory', 'memories')} looked at${found.isCut ? ', the latest ones' : ''}`,
      ),
    ])
  })
}

function registerApply(parent: Command, context: CliContext): void {
  const command = parent
    .command('apply')
    .description('Does what is proposed: the named proposals, or all that are safe.')
    .argument('[proposal...]', 'as `loci evolve propose` prints them')
  addScopeOptions(command)
  onRun<ScopeOptions>(command, context, async ({ args, options, output }) => {
    const scope = requiredScope(options, context.settings)
    const starts = args
    const done = await withMemory(context, options, 'open', async ({ memory: { evolution } }) => {
      if (starts.length === 0) return evolution.apply({ scope })
      const { proposals } = await evolution.propose({ scope })
      const ids = starts.map(
        (start) => proposals.find(({ id }) => id.startsWith(start))?.id ?? start,
      )
      return evolution.apply({ scope, ids })
    })
    output.result(done, () => [
      `${countText(done.applied.length, 'decision')}, ${done.left.length} left`,
      ...done.receipts.map((receipt) => output.style.dim(undoLine(receipt))),
    ])
  })
}

const moves = {
  merge: 'Merges memories into the first one; the others are kept and point to it.',
  archive: 'Puts memories away: out of recall, kept.',
  restore: 'Brings back what was archived or merged, as it last lived.',
  freeze: 'Freezes memories: every change is refused until they are thawed.',
  thaw: 'Thaws frozen memories.',
} as const

function registerMove(parent: Command, context: CliContext, move: keyof typeof moves): void {
  const command = parent
    .command(move)
    .description(moves[move])
    .argument('<id...>', 'memories, or the ends of their ids')
  onRun(command, context, async ({ args, options, output }) => {
    const receipt = await withMemory(context, options, 'open', async ({ memory }) => {
      const ids = await Promise.all(args.map((text) => resolveCubeId(memory, text)))
      return memory.evolution[move]({ ids })
    })
    output.result(receipt, () => [
      `${move}: ${countText(receipt.ids.length, 'memory', 'memories')}`,
      ...(move === 'freeze' ? [] : [output.style.dim(undoLine(receipt))]),
    ])
  })
}

function reportLines({
  activatedCount,
  merged,
  consolidated,
  budgeted,
}: EvolutionReport): string[] {
  return [
    `${countText(activatedCount, 'memory', 'memories')} came into use`,
    `${merged.applied.length} merged, ${merged.left.length} left to decide`,
    ...consolidated.summaries.map(
      ({ id, text, parents }) => `summary ${shortId(id)} of ${parents.length}: ${safeLine(text)}`,
    ),
    ...budgeted.archived.map(
      ({ id, text }) => `archived ${shortId(id)} for the budget: ${safeLine(text)}`,
    ),
    ...(budgeted.isOver ? ['still over the budget: what is left is protected or frozen'] : []),
  ]
}

function registerRun(parent: Command, context: CliContext): void {
  const command = parent
    .command('run')
    .description('All of it by the scope’s settings, as the schedule does.')
  addScopeOptions(command)
  onRun<ScopeOptions>(command, context, async ({ options, output }) => {
    const scope = requiredScope(options, context.settings)
    const report = await withMemory(context, options, 'open', ({ memory }) =>
      memory.evolution.run({ scope }),
    )
    output.result(report, () => reportLines(report))
  })
}

function briefLines(title: string, cubes: readonly LifeCube[]): string[] {
  return cubes.map(({ id, state, text }) => `${title} ${shortId(id)} (${state}): ${safeLine(text)}`)
}

function registerLife(parent: Command, context: CliContext): void {
  const command = parent
    .command('life')
    .description('The story of one memory: formed from, changed by, merged into, cited by.')
    .argument('<id>', 'a memory, or the end of its id')
  onRun(command, context, async ({ args, options, output }) => {
    const life = await withMemory(context, options, 'open', async ({ memory }) =>
      memory.evolution.life(await resolveCubeId(memory, args[0]!)),
    )
    output.result(life, () => [
      `${shortId(life.cube.id)} (${life.cube.state}): ${safeLine(life.cube.text)}`,
      ...briefLines('formed from', life.formedFrom.parents),
      ...life.changedBy.map(
        ({ version, operation, atMs, author, state }) =>
          `v${version} ${momentText(atMs)} ${operation} by ${author}, ${state}`,
      ),
      ...briefLines('gave way to', life.successors),
      ...briefLines('took the place of', life.supersedes),
      ...briefLines('cited by', life.citedBy),
    ])
  })
}

export const evolveCommand: CliCommand = {
  register(program, context) {
    const parent = program
      .command('evolve')
      .summary('merge, supersede, sum up, freeze')
      .description(
        'What becomes of memories: duplicates merge, the outdated gives way, related ones are summed up. ' +
          'Whoever loses is kept, and every decision can be undone.',
      )
    registerPropose(parent, context)
    registerApply(parent, context)
    for (const move of Object.keys(moves) as (keyof typeof moves)[]) {
      registerMove(parent, context, move)
    }
    registerRun(parent, context)
    registerLife(parent, context)
  },
}
