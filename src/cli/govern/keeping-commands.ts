/** `loci govern hold|release|holds|sweep|access`: what must stay, what must go, and who may see and change. */

import type { Command } from 'commander'
import { LociError } from '../../errors.ts'
import type { LegalHold } from '../../memory/govern/governance.ts'
import { scopeKey } from '../../store/scope.ts'
import { type CliContext, collected, onRun } from '../cli-command.ts'
import { countText, momentText, safeLine, shortId, tableLines } from '../layout.ts'
import { resolveCubeId } from '../resolve-id.ts'
import {
  addScopeOptions,
  optionalScope,
  requiredScope,
  type ScopeOptions,
} from '../scope-options.ts'
import { withMemory } from '../with-memory.ts'

interface ReasonOptions extends ScopeOptions {
  readonly reason: string
}

interface AccessOptions {
  readonly owner?: string
  readonly reader?: readonly string[]
  readonly writer?: readonly string[]
  readonly visible?: boolean
  readonly open?: boolean
}

function holdLine({ id, scope, reason }: LegalHold): string {
  return `${scopeKey(scope)} (${safeLine(reason)}), hold ${id}`
}

function registerHolds(parent: Command, context: CliContext): void {
  const hold = parent
    .command('hold')
    .description('Freezes a scope: nothing that is there may be changed, forgotten or purged.')
    .requiredOption('--reason <text>', 'why')
  addScopeOptions(hold)
  onRun<ReasonOptions>(hold, context, async ({ options, output }) => {
    const scope = requiredScope(options, context.settings)
    const made = await withMemory(context, options, 'create', ({ memory }) =>
      memory.governance.hold(scope, options.reason),
    )
    output.result(made, () => [`held ${holdLine(made)}`])
  })
  const release = parent
    .command('release')
    .description('Ends a legal hold.')
    .argument('<hold>', 'as `loci govern holds` prints it')
    .requiredOption('--reason <text>', 'why')
  onRun<ReasonOptions>(release, context, async ({ args, options, output }) => {
    const ended = await withMemory(context, options, 'open', ({ memory }) =>
      memory.governance.release(args[0]!, options.reason),
    )
    output.result(ended, () => [`released ${holdLine(ended)}`])
  })
  const list = parent.command('holds').description('Lists the legal holds.')
  onRun(list, context, async ({ options, output }) => {
    const holds = await withMemory(context, options, 'open', ({ memory }) =>
      memory.governance.holds(),
    )
    output.result({ holds }, () =>
      tableLines(
        [
          ['id', 'since', 'scope', 'reason'],
          ...holds.map((one) => [
            one.id,
            momentText(one.sinceMs),
            scopeKey(one.scope),
            safeLine(one.reason),
          ]),
        ],
        { columns: output.columns },
      ),
    )
  })
}

function registerSweep(parent: Command, context: CliContext): void {
  const command = parent
    .command('sweep')
    .description(
      'Moves what is past its time to the trash (settings turnDaysMax, derivedDaysMax, and times of expiry), and purges what ' +
        'lay in the trash longer than trashDaysMax. `loci serve` does it every hour.',
    )
  addScopeOptions(command)
  onRun<ScopeOptions>(command, context, async ({ options, output }) => {
    const scope = optionalScope(options, context.settings)
    const report = await withMemory(context, options, 'open', ({ memory }) =>
      memory.governance.sweep({ scope }),
    )
    output.result(report, () => [
      ...report.scopes.map((one) => {
        const trashed = one.expiredCount + one.turnCount + one.derivedCount
        const undo = one.batch === null ? '' : `; bring back: loci undo ${shortId(one.batch)}`
        return `${scopeKey(one.scope)}: ${trashed} to the trash, ${one.purgedCount} purged${undo}`
      }),
      ...report.held.map((one) => output.style.warning(`${scopeKey(one)} is held: left as it is`)),
      output.style.dim(
        `swept ${countText(report.scopes.length, 'scope')}${report.isDone ? '' : '; more is due: sweep again'}`,
      ),
    ])
  })
}

function registerAccess(parent: Command, context: CliContext): void {
  const command = parent
    .command('access')
    .description(
      'Says who may see and change memories, by the names of API keys. Private unless --visible; --open takes the policy away.',
    )
    .argument('<id...>', 'memories, or the ends of their ids')
    .option('--owner <name>', 'whose it is')
    .option('--reader <name>', 'may see it, several times', collected)
    .option('--writer <name>', 'may see and change it, several times', collected)
    .option('--visible', 'seen by whoever may touch the scope')
    .option('--open', 'no policy')
  onRun<AccessOptions>(command, context, async ({ args, options, output }) => {
    const { owner, reader = [], writer = [], visible, open } = options
    if ((owner === undefined) === (open !== true)) {
      throw new LociError('INPUT_INVALID', 'say whose it is with --owner, or --open')
    }
    const visibility = visible === true ? 'scope' : 'private'
    const policy =
      owner === undefined
        ? null
        : ({ owner, readers: reader, writers: writer, visibility } as const)
    const receipt = await withMemory(context, options, 'open', async ({ memory }) => {
      const ids = await Promise.all(args.map((text) => resolveCubeId(memory, text)))
      return memory.governance.setAccess(ids, policy)
    })
    output.result(receipt, () => [
      `set the access of ${countText(receipt.ids.length, 'memory', 'memories')}; take back: loci undo ${shortId(receipt.batch)}`,
    ])
  })
}

export function registerKeeping(parent: Command, context: CliContext): void {
  registerHolds(parent, context)
  registerSweep(parent, context)
  registerAccess(parent, context)
}
