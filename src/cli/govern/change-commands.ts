/** `loci govern change`: changes of settings that are tried on a share of the owners before they hold for all. */

import type { Command } from 'commander'
import type {
  ChangeRequest,
  Governance,
  MonitorThresholds,
} from '../../memory/govern/governance.ts'
import { scopeKey } from '../../store/scope.ts'
import { type CliContext, collected, jsonObject, onRun, wholeNumber } from '../cli-command.ts'
import { momentText, safeLine, tableLines } from '../layout.ts'
import type { Output } from '../output.ts'
import { addScopeOptions, optionalScope, type ScopeOptions } from '../scope-options.ts'
import { withMemory } from '../with-memory.ts'

const SAMPLES_MAX = 1_000_000
const SHARE_MAX = 50

interface ProposeOptions extends ScopeOptions {
  readonly set: Record<string, unknown>
  readonly evidence?: readonly string[]
  readonly author: string
  readonly share: number
  readonly watch: Record<string, number>
  readonly samples?: number
}

function changeLines(change: ChangeRequest, { style }: Output): string[] {
  const { id, state, scope, patch, author, canaryShare, begunAtMs, reasons } = change
  const marked = { canary: style.warning, promoted: style.good, 'rolled-back': style.bad }[state]
  return [
    `${marked(state)} ${Object.keys(patch).join(', ')} of ${scope === null ? 'every scope' : scopeKey(scope)}`,
    `  since ${momentText(begunAtMs)} by ${safeLine(author)}, ${canaryShare} % of owners first`,
    ...reasons.map((reason) => `  ${safeLine(reason)}`),
    style.dim(`  ${id}`),
  ]
}

function registerPropose(parent: Command, context: CliContext): void {
  const command = parent
    .command('propose')
    .description(
      'Begins a canary: a share of the owners gets the settings first. Without a scope: every scope.',
    )
    .requiredOption('--set <json>', `settings, e.g. '{"pipeline": "notes"}'`, jsonObject)
    .requiredOption('--author <name>', 'who proposes it')
    .requiredOption('--share <percent>', 'owners that get it first', wholeNumber(1, SHARE_MAX))
    .requiredOption(
      '--watch <json>',
      `how much worse it may be, e.g. '{"emptyRecallShare": 0.05, "recallMsP95": 1.5}'`,
      jsonObject,
    )
    .option('--evidence <text>', 'why it should be better, several times', collected)
    .option('--samples <count>', 'samples a side before it is judged', wholeNumber(1, SAMPLES_MAX))
  addScopeOptions(command)
  onRun<ProposeOptions>(command, context, async ({ options, output }) => {
    const { set, author, share, watch, samples, evidence = [] } = options
    const change = await withMemory(context, options, 'create', ({ memory }) =>
      memory.governance.proposeChange({
        op: 'set-settings',
        scope: optionalScope(options, context.settings),
        patch: set,
        evidence,
        author,
        canaryShare: share,
        thresholds: watch as MonitorThresholds,
        samplesMin: samples,
      }),
    )
    output.result(change, () => changeLines(change, output))
  })
}

type Act = (governance: Governance, id: string, reason: string) => Promise<ChangeRequest>

const acts: Readonly<Record<string, { readonly about: string; readonly act: Act }>> = {
  show: { about: 'Shows one change request.', act: (governance, id) => governance.change(id) },
  promote: {
    about: 'Makes a canary hold for all.',
    act: (governance, id) => governance.promote(id),
  },
  'roll-back': {
    about: 'Takes a change back.',
    act: (governance, id, reason) => governance.rollBack(id, reason),
  },
}

function registerActs(parent: Command, context: CliContext): void {
  for (const [name, { about, act }] of Object.entries(acts)) {
    const command = parent.command(name).description(about).argument('<change>', 'its id')
    if (name === 'roll-back') command.requiredOption('--reason <text>', 'why')
    onRun<{ readonly reason?: string }>(command, context, async ({ args, options, output }) => {
      const { reason = '' } = options
      const change = await withMemory(context, options, 'open', ({ memory }) =>
        act(memory.governance, args[0]!, reason),
      )
      output.result(change, () => changeLines(change, output))
    })
  }
}

function registerLists(parent: Command, context: CliContext): void {
  const list = parent.command('list').description('Lists the change requests, newest first.')
  onRun(list, context, async ({ options, output }) => {
    const changes = await withMemory(context, options, 'open', ({ memory }) =>
      memory.governance.changes(),
    )
    output.result({ changes }, () =>
      tableLines(
        [
          ['id', 'begun', 'state', 'settings'],
          ...changes.map((one) => [
            one.id,
            momentText(one.begunAtMs),
            one.state,
            Object.keys(one.patch).join(', '),
          ]),
        ],
        { columns: output.columns },
      ),
    )
  })
  const advance = parent
    .command('advance')
    .description('Looks at the monitors of every canary: promotes it, rolls it back, or leaves it.')
  onRun(advance, context, async ({ options, output }) => {
    const changes = await withMemory(context, options, 'open', ({ memory }) =>
      memory.governance.advance(),
    )
    output.result({ changes }, () =>
      changes.length === 0
        ? ['no canary is running']
        : changes.flatMap((change) => changeLines(change, output)),
    )
  })
}

export function registerChanges(parent: Command, context: CliContext): void {
  const command = parent
    .command('change')
    .description('Changes of settings that are tried on a share of the owners first.')
  registerPropose(command, context)
  registerLists(command, context)
  registerActs(command, context)
}
