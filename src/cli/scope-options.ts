/** `--user`, `--agent`, `--run`: whose memory a command is about, with the environment as the fallback. */

import type { Command } from 'commander'
import { LociError } from '../errors.ts'
import { checkScope, type Scope } from '../store/scope.ts'
import type { Settings } from './settings.ts'

export interface ScopeOptions {
  readonly user?: string
  readonly agent?: string
  readonly run?: string
}

export function addScopeOptions(command: Command): Command {
  return command
    .option('--user <name>', 'scope: user (default: LOCI_USER)')
    .option('--agent <name>', 'scope: agent (default: LOCI_AGENT)')
    .option('--run <name>', 'scope: run (default: LOCI_RUN)')
}

/** The scope named by options, or by the environment when there is none; undefined when neither does. */
export function optionalScope(options: ScopeOptions, settings: Settings): Scope | undefined {
  const given = named(options.user, options.agent, options.run)
  const fallback = named(settings.LOCI_USER, settings.LOCI_AGENT, settings.LOCI_RUN)
  const scope = given ?? fallback
  return scope === undefined ? undefined : checkScope(scope)
}

export function requiredScope(options: ScopeOptions, settings: Settings): Scope {
  const scope = optionalScope(options, settings)
  if (scope !== undefined) return scope
  throw new LociError('SCOPE_MISSING', 'the command does not say whose memory it is about', {
    hint: 'Name it: --user ada (or --agent, --run), or set LOCI_USER. `loci scopes` lists them.',
  })
}

function named(
  user: string | undefined,
  agent: string | undefined,
  run: string | undefined,
): Scope | undefined {
  if (user === undefined && agent === undefined && run === undefined) return undefined
  return {
    ...(user === undefined ? {} : { user }),
    ...(agent === undefined ? {} : { agent }),
    ...(run === undefined ? {} : { run }),
  }
}
