/**
 * `loci keys`: API keys for a gateway that others can reach.
 *
 * A secret is shown once, when it is made; the store holds its SHA-256 only. A key is bound to scopes: it may touch what a
 * query for one of them would see. A key without scopes is an administrator's.
 */

import type { Command } from 'commander'
import { LociError } from '../../errors.ts'
import { parseScopeKey, type Scope, scopeKey } from '../../store/scope.ts'
import { type CliCommand, type CliContext, collected, onRun } from '../cli-command.ts'
import { momentText, safeLine, shortId, tableLines } from '../layout.ts'
import { addScopeOptions, type ScopeOptions } from '../scope-options.ts'
import { withMemory } from '../with-memory.ts'

interface CreateOptions extends ScopeOptions {
  readonly scope?: readonly string[]
  readonly admin?: boolean
}

/** The environment's scope plays no part: a key's power is what the command line says. */
function scopesOf({ user, agent, run, scope = [], admin }: CreateOptions): Scope[] {
  const named = { user, agent, run }
  const parts = Object.entries(named).filter(([, name]) => name !== undefined)
  const written = parts.map(([field, name]) => `${field}=${name}`).join('&')
  const scopes = [...(written === '' ? [] : [written]), ...scope].map(parseScopeKey)
  if ((admin === true) === scopes.length > 0) {
    throw new LociError(
      'INPUT_INVALID',
      'say what the key may touch: scopes, or --admin for everything',
      {
        hint: 'loci keys create phone --user ada; more scopes with --scope user=bob.',
      },
    )
  }
  return scopes
}

function registerCreate(parent: Command, context: CliContext): void {
  const command = parent
    .command('create')
    .description('Makes a key and prints its secret, this once.')
    .argument('<name>', 'for whom or what it is')
    .option(
      '--scope <scope>',
      'a scope it may touch, as user=ada&agent=planner; several times',
      collected,
    )
    .option('--admin', 'every scope')
  addScopeOptions(command)
  onRun<CreateOptions>(command, context, async ({ args, options, output }) => {
    const { createApiKey } = await import('../../gateway/api-keys.ts')
    const { host } = context
    const [name] = args
    const scopes = scopesOf(options)
    const { key, secret } = await withMemory(context, options, 'create', ({ store }) =>
      createApiKey({ host, store, name: name!, scopes }),
    )
    const { secretHash, ...shown } = key
    output.result({ ...shown, secret }, () => [
      secret,
      output.style.dim(
        `  key ${shortId(key.id)} for ${scopeText(scopes)}; the secret is not shown again`,
      ),
    ])
  })
}

function scopeText(scopes: readonly Scope[]): string {
  return scopes.length === 0 ? 'everything' : scopes.map(scopeKey).join(', ')
}

function registerList(parent: Command, context: CliContext): void {
  const command = parent.command('list').description('Lists the keys, without their secrets.')
  onRun(command, context, async ({ options, output }) => {
    const found = await withMemory(context, options, 'open', ({ store }) => store.keys())
    const keys = found.map(({ secretHash, ...key }) => key)
    output.result({ keys }, () =>
      tableLines(
        [
          ['id', 'made', 'scopes', 'name'],
          ...keys.map(({ id, name, scopes, createdAtMs }) => [
            shortId(id),
            momentText(createdAtMs),
            scopeText(scopes),
            safeLine(name),
          ]),
        ],
        { columns: output.columns },
      ),
    )
  })
}

function registerRevoke(parent: Command, context: CliContext): void {
  const command = parent
    .command('revoke')
    .description('Deletes a key: requests with it are refused from then on.')
    .argument('<id>', 'as `loci keys list` prints it')
  onRun(command, context, async ({ args, options, output }) => {
    const end = args[0]!
    const revoked = await withMemory(context, options, 'open', async ({ store }) => {
      const found = (await store.keys()).filter(({ id }) => id.endsWith(end))
      if (found.length !== 1) {
        throw new LociError('INPUT_INVALID', `${found.length} keys end in ${JSON.stringify(end)}`, {
          hint: 'See `loci keys list`.',
        })
      }
      await store.deleteKey(found[0]!.id)
      return found[0]!
    })
    output.result({ id: revoked.id, name: revoked.name, isRevoked: true }, () => [
      `revoked ${shortId(revoked.id)} (${safeLine(revoked.name)})`,
    ])
  })
}

export const keysCommand: CliCommand = {
  register(program, context) {
    const parent = program
      .command('keys')
      .summary('create, list and revoke API keys')
      .description(
        'API keys for a gateway that listens beyond this machine. Each is bound to scopes.',
      )
    registerCreate(parent, context)
    registerList(parent, context)
    registerRevoke(parent, context)
  },
}
