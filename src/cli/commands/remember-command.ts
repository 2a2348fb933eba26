/** `loci remember`: one text, from the arguments or standard input. */

import { LociError } from '../../errors.ts'
import { TURN_TEXT_BYTES_MAX } from '../../memory/limits.ts'
import type { Receipt } from '../../memory/memory.ts'
import type { Metadata, Role } from '../../store/cube.ts'
import { scopeKey } from '../../store/scope.ts'
import { type CliCommand, type CliContext, jsonObject, onRun } from '../cli-command.ts'
import { countText, shortId } from '../layout.ts'
import { readInputText } from '../read-input.ts'
import { addScopeOptions, requiredScope, type ScopeOptions } from '../scope-options.ts'
import { parseMoment } from '../time-options.ts'
import { withMemory } from '../with-memory.ts'

interface RememberOptions extends ScopeOptions {
  readonly speaker?: string
  readonly role?: string
  readonly caption?: string
  readonly session?: string
  readonly at?: number
  readonly expires?: number
  readonly metadata?: Metadata
  readonly key?: string
}

async function textOf(args: readonly string[], context: CliContext): Promise<string> {
  const isFromInput = args.length === 0 ? !context.terminal.isInputTty : args.join() === '-'
  if (!isFromInput && args.length === 0) {
    throw new LociError('INPUT_INVALID', 'there is no text to remember', {
      hint: 'loci remember "Ada likes tea" --user ada, or pipe it in.',
    })
  }
  if (!isFromInput) return args.join(' ')
  return (await readInputText(context.terminal, TURN_TEXT_BYTES_MAX)).trim()
}

/** A text that somebody said is a turn; a text without a speaker is a note. */
function turnsOf(text: string, { speaker, role, caption }: RememberOptions) {
  if (speaker === undefined && role === undefined && caption === undefined) return text
  return [{ text, speaker, caption, role: role as Role | undefined }]
}

function formedLines({ formed = [] }: Receipt): string[] {
  const count = formed.reduce((sum, { added }) => sum + added.length, 0)
  const failures = formed.flatMap((window) => window.failures)
  return [
    ...(count === 0 ? [] : [`  formed ${countText(count, 'memory', 'memories')} of it`]),
    ...failures.map(({ stage, code, reason }) => `  not formed (${stage}): ${code}: ${reason}`),
  ]
}

export const rememberCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('remember')
      .summary('remember a text')
      .description(
        'Remembers one text. With --speaker, --role or --caption it is a turn of a conversation, else a note. ' +
          'The text is what follows, or standard input for "-" or nothing.',
      )
      .argument('[text...]', 'what to remember')
      .option('--speaker <name>', 'who said it')
      .option('--role <role>', 'user, assistant, system or tool')
      .option('--caption <text>', 'what a picture that came with it shows')
      .option('--session <name>', 'the conversation it belongs to')
      .option('--at <time>', 'when it was said (default: now)', parseMoment)
      .option('--expires <time>', 'when it stops being true', parseMoment)
      .option('--metadata <json>', 'a JSON object kept with it', jsonObject<Metadata>)
      .option('--key <key>', 'idempotency key: the same call again changes nothing')
    addScopeOptions(command)
    onRun<RememberOptions>(command, context, async ({ args, options, output }) => {
      const scope = requiredScope(options, context.settings)
      const text = await textOf(args, context)
      const receipt = await withMemory(context, options, 'create', ({ memory }) =>
        memory.remember({
          scope,
          turns: turnsOf(text, options),
          session: options.session,
          metadata: options.metadata,
          at: options.at,
          expiresAt: options.expires,
          idempotencyKey: options.key,
          origin: 'cli',
        }),
      )
      output.result(receipt, () => [
        `${receipt.isRepeated ? 'was remembered already' : 'remembered'} for ${scopeKey(scope)}: ${receipt.ids.map(shortId).join(', ')}`,
        ...formedLines(receipt),
        output.style.dim(`  take it back: loci undo ${shortId(receipt.batch)}`),
      ])
    })
  },
}
