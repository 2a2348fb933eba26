/**
 * `--model-url`, `--model`, `--model-cassette` and what goes with them: the model that memories are formed with, or none.
 *
 * An option wins over its setting. Without an address and a cassette there is no model, and nothing leaves this machine. The key comes from
 * the environment only, because a command line can be read by everybody on the machine.
 */

import { type Command, Option } from 'commander'
import { LociError } from '../errors.ts'
import { parseModelPrice } from '../model/model-price.ts'
import type { ModelChoice } from '../open-model.ts'
import { nearest } from '../stdx/nearest.ts'
import { collected } from './cli-command.ts'
import type { Settings } from './settings.ts'

export const cassetteModes = ['strict', 'sequence', 'record'] as const
type Mode = (typeof cassetteModes)[number]

export interface ModelOptions {
  readonly modelUrl?: string
  readonly model?: string
  readonly modelPrice?: string
  readonly modelTimeout?: string
  readonly modelCassette?: string
  readonly modelCassetteMode?: string
}

const TIMEOUT_SECONDS_MAX = 86_400

/** `isRepeatable`: several models can be named, of which files run here. */
export function addModelOptions(command: Command, isRepeatable = false): Command {
  const model = new Option(
    '--model <name>',
    isRepeatable
      ? 'model to ask there, or a .gguf file to run and serve here; several times (default: LOCI_MODEL)'
      : 'model to ask there, or a .gguf file to run here (default: LOCI_MODEL)',
  )
  if (isRepeatable) model.argParser(collected)
  return command
    .option(
      '--model-url <url>',
      'OpenAI-compatible endpoint that memories are formed with (default: LOCI_MODEL_URL, else no model); its key: LOCI_MODEL_KEY',
    )
    .addOption(model)
    .option(
      '--model-price <in,out>',
      'dollars for a million tokens read and written, for accounts (default: LOCI_MODEL_PRICE, else not known)',
    )
    .option(
      '--model-timeout <seconds>',
      'silence after which the model counts as hanging (default: LOCI_MODEL_TIMEOUT, else 120)',
    )
    .option(
      '--model-cassette <file>',
      'play recorded answers, or record them (default: LOCI_MODEL_CASSETTE)',
    )
    .option(
      '--model-cassette-mode <mode>',
      'strict: answers by what is asked; sequence: one after the other; record: ask and write them down (default: LOCI_MODEL_CASSETTE_MODE, else strict)',
    )
}

function invalid(message: string, hint: string): LociError {
  return new LociError('CONFIG_INVALID', message, { hint })
}

function modeOf(text: string): Mode {
  const mode = cassetteModes.find((one) => one === text)
  if (mode !== undefined) return mode
  const near = nearest(text, cassetteModes)
  throw invalid(
    `no cassette mode is called ${JSON.stringify(text)}`,
    near === undefined ? `It must be one of ${cassetteModes.join(', ')}.` : `Did you mean ${near}?`,
  )
}

function timeoutMsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = text.trim() === '' ? Number.NaN : Number(text)
  if (seconds > 0 && seconds <= TIMEOUT_SECONDS_MAX) return Math.ceil(seconds * 1_000)
  throw invalid(
    `the model's timeout is ${JSON.stringify(text)}`,
    `It must be a number of seconds over 0 and up to ${TIMEOUT_SECONDS_MAX}.`,
  )
}

function httpChoice(
  options: ModelOptions,
  settings: Settings,
  recordPath: string | undefined,
): ModelChoice | null {
  const url = options.modelUrl ?? settings.LOCI_MODEL_URL
  const model = options.model ?? settings.LOCI_MODEL
  const price = options.modelPrice ?? settings.LOCI_MODEL_PRICE
  const timeoutMs = timeoutMsOf(options.modelTimeout ?? settings.LOCI_MODEL_TIMEOUT)
  if (url === undefined && model === undefined && recordPath === undefined) return null
  if (url === undefined || model === undefined) {
    const lacking = url === undefined ? '--model-url' : '--model'
    throw invalid(
      `the model needs ${lacking}`,
      'For example: --model-url http://127.0.0.1:11434/v1 --model qwen3; or name a file: --model qwen3.gguf.',
    )
  }
  const parsed = price === undefined ? undefined : parseModelPrice(price)
  const apiKey = settings.LOCI_MODEL_KEY
  return { kind: 'http', url, model, apiKey, timeoutMs, price: parsed, recordPath }
}

/** Null: no model. Throws CONFIG_INVALID for what is not whole or contradicts itself. */
export function modelChoice(options: ModelOptions, settings: Settings): ModelChoice | null {
  const path = options.modelCassette ?? settings.LOCI_MODEL_CASSETTE
  const modeText = options.modelCassetteMode ?? settings.LOCI_MODEL_CASSETTE_MODE
  const mode = modeText === undefined ? 'strict' : modeOf(modeText)
  if (path === undefined) {
    if (options.modelCassetteMode === undefined) return httpChoice(options, settings, undefined)
    throw invalid('a cassette mode without a cassette', 'Name the file: --model-cassette FILE.')
  }
  if (mode === 'record') return httpChoice(options, settings, path)
  if (options.modelUrl === undefined && options.model === undefined) {
    return { kind: 'recorded', path, mode }
  }
  throw invalid(
    'a cassette is played or a model is asked, not both',
    'Leave out --model-url and --model, or add --model-cassette-mode record.',
  )
}
