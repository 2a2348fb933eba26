/** Options that every question has: `recall`, `context` and `ask` share them. */

import { type Command, Option } from 'commander'
import { LociError } from '../../errors.ts'
import type { DerivedWish, Filter, RecallInput } from '../../memory/memory.ts'
import type { AsOf } from '../../store/store.ts'
import { type CliContext, decimalNumber, jsonObject, wholeNumber } from '../cli-command.ts'
import { addEmbedderOptions, type EmbedderOptions } from '../embedder-options.ts'
import { addScopeOptions, requiredScope, type ScopeOptions } from '../scope-options.ts'
import { parseAsOf, parseMoment } from '../time-options.ts'

const HITS_MAX = 1_000

export interface RecallOptions extends ScopeOptions, EmbedderOptions {
  readonly topK?: number
  readonly filter?: Filter
  readonly threshold?: number
  readonly at?: number
  readonly asOf?: AsOf
  readonly preferRecent?: boolean
  readonly includeExpired?: boolean
  readonly derived?: DerivedWish
}

export function addRecallOptions(command: Command): Command {
  command
    .option('-k, --top-k <count>', 'hits at most (default: 10)', wholeNumber(1, HITS_MAX))
    .option(
      '--filter <json>',
      `only memories that match, e.g. '{"topic": "work"}'`,
      jsonObject<Filter>,
    )
    .option('--threshold <score>', 'leave out hits that score less (0-1)', decimalNumber(0, 1))
    .option(
      '--at <time>',
      'when the question is asked; "last May" is understood from there',
      parseMoment,
    )
    .option('--as-of <time>', 'the memory as it was then (a time or a log position)', parseAsOf)
    .option('--prefer-recent', 'rank what was said lately higher')
    .option('--include-expired', 'also what has expired')
    .addOption(
      new Option(
        '--derived <wish>',
        'memories made of what was said: beside it, not at all or alone (default: with)',
      ).choices(['with', 'without', 'only']),
    )
  return addScopeOptions(addEmbedderOptions(command))
}

export function questionOf(args: readonly string[]): string {
  const question = args.join(' ').trim()
  if (question !== '') return question
  throw new LociError('INPUT_INVALID', 'the question is empty')
}

export function recallInputOf(
  args: readonly string[],
  options: RecallOptions,
  context: CliContext,
): RecallInput {
  const { topK, filter, threshold, at, asOf, preferRecent, includeExpired, derived } = options
  const scope = requiredScope(options, context.settings)
  const query = questionOf(args)
  return {
    scope,
    query,
    topK,
    filter,
    threshold,
    at,
    asOf,
    preferRecent,
    includeExpired,
    derived,
  }
}
