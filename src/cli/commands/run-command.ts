/**
 * `loci run`: a conversation with a model file at the terminal, or one answer for a script.
 *
 * With a prompt, or with something on standard input, the answer goes to standard output and nothing else does. No store is opened
 * and nothing is remembered: `loci serve` is for that.
 */

import type { LocalAnswerSettings, LocalChat } from '../../engine/local-chat.ts'
import { LociError } from '../../errors.ts'
import {
  type CliCommand,
  type CliContext,
  type CommandRun,
  decimalNumber,
  onRun,
  wholeNumber,
} from '../cli-command.ts'
import { addEngineOptions, type LocalModelOptions } from '../local-model-options.ts'
import { openCliEngine } from '../open-cli-engine.ts'
import { readInputText } from '../read-input.ts'
import { Conversation } from '../run/conversation.ts'
import { sinkTo, talk } from '../run/talk.ts'

interface RunOptions extends LocalModelOptions {
  readonly prompt?: string
  readonly system?: string
  readonly raw?: boolean
  readonly maxTokens?: number
  readonly temperature?: number
  readonly topP?: number
  readonly seed?: number
}

const PROMPT_BYTES_MAX = 4 * 1024 * 1024

export const runCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('run')
      .summary('talk to a model file at the terminal')
      .description(
        'Runs a GGUF model in this process and talks to it. With --prompt, or with a text on standard input, it answers once ' +
          'and ends. Nothing is remembered: `loci serve --model FILE` does that.',
      )
      .argument('<file>', 'a .gguf file, one of its shards, or a .gguf.gz')
      .argument('[words...]', 'the prompt, as --prompt')
      .option('--prompt <text>', 'answer this and end; standard input is put behind it')
      .option('--system <text>', 'instructions for the model')
      .option('--raw', 'go on with the text as it is, without a chat template')
      .option('--max-tokens <count>', 'tokens of an answer at most', wholeNumber(1, 1_048_576))
      .option('--temperature <number>', 'default 0: the likeliest token', decimalNumber(0, 100))
      .option(
        '--top-p <number>',
        'only the likeliest that reach this share',
        decimalNumber(0.000001, 1),
      )
      .option('--seed <number>', 'of the draws, where there are any', wholeNumber(0, 2 ** 32 - 1))
    addEngineOptions(command)
    onRun<RunOptions>(command, context, run)
  },
}

function settingsOf({ maxTokens, temperature, topP, seed }: RunOptions): LocalAnswerSettings {
  return {
    ...(maxTokens === undefined ? {} : { tokensMax: maxTokens }),
    ...(seed === undefined ? {} : { seed }),
    sampling: {
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { topP }),
    },
  }
}

/** The one question of a script; null: a person is there to ask. */
async function promptOf(
  words: readonly string[],
  { prompt }: RunOptions,
  { terminal }: CliContext,
): Promise<string | null> {
  if (prompt !== undefined && words.length > 0) {
    throw new LociError('INPUT_INVALID', 'the prompt is given twice', {
      hint: 'Give it as words or with --prompt.',
    })
  }
  const given = prompt ?? (words.length > 0 ? words.join(' ') : null)
  if (terminal.isInputTty) return given
  const piped = await readInputText(terminal, PROMPT_BYTES_MAX)
  if (given === null) return piped
  return piped.trim() === '' ? given : `${given}\n\n${piped}`
}

async function run({ args, options, output, context }: CommandRun<RunOptions>): Promise<void> {
  const [file, ...words] = args
  const { terminal } = context
  const prompt = await promptOf(words, options, context)
  if (prompt !== null && prompt.trim() === '') {
    throw new LociError('INPUT_INVALID', 'there is nothing to answer', {
      hint: 'Give a prompt as words, with --prompt, or on standard input.',
    })
  }
  if (prompt === null && output.isJson) {
    throw new LociError('INPUT_INVALID', 'a conversation cannot be one JSON value', {
      hint: 'Give a prompt, or leave --json out.',
    })
  }
  await using engine = await openCliEngine(context, file!, options)
  if (prompt === null) for (const line of engine.lines) output.note(line)
  const chat = engine.loaded.chat
  if (chat === null) {
    throw new LociError('INPUT_INVALID', `${engine.facts.name} is an encoder: it does not answer`, {
      hint: 'Use it with --embedder gguf, or serve it for /v1/embeddings.',
    })
  }
  const conversation = new Conversation(chat, {
    settings: settingsOf(options),
    system: options.system ?? null,
    isRaw: options.raw === true,
  })
  if (prompt !== null) return await answerOnce({ conversation, chat, prompt, output, context })
  const lines = terminal.openLines()
  output.note(output.style.dim('/help says what else can be done; Ctrl-D ends.'))
  await talk({ conversation, lines, output })
}

async function answerOnce({
  conversation,
  chat,
  prompt,
  output,
  context,
}: Pick<CommandRun<RunOptions>, 'output' | 'context'> & {
  readonly conversation: Conversation
  readonly chat: LocalChat
  readonly prompt: string
}): Promise<void> {
  const stop = new AbortController()
  const stopListening = context.terminal.onStop((signal) =>
    stop.abort(new LociError('MODEL_UNAVAILABLE', `${signal}: stopped`)),
  )
  let reasoning = ''
  const sink = output.isJson
    ? {
        text: async () => undefined,
        reasoning: async (text: string) => {
          reasoning += text
        },
        note: (note: string) => output.note(note),
      }
    : sinkTo(output)
  try {
    const { text, end } = await conversation.ask(prompt, sink, stop.signal)
    if (!output.isJson) {
      await output.chunk('\n')
      return
    }
    const shown =
      end === null
        ? { finishReason: 'stopped' }
        : { finishReason: end.reason, usage: end.usage, timings: end.timings }
    output.result({ model: chat.name, text, reasoning, ...shown }, () => [])
  } finally {
    stopListening()
  }
}
