/**
 * `--embedder`, `--embedder-model`, `--embedder-url`: by what a command understands, with the environment as the fallback.
 *
 * Without any of them the store's own embedder is used: whoever serves with an encoder need not name it in every command. A key comes from the
 * environment only, because a command line can be read by everybody on the machine.
 */

import type { Command } from 'commander'
import { LociError } from '../errors.ts'
import type { EmbedderChoice } from '../open-embedding.ts'
import { nearest } from '../stdx/nearest.ts'
import type { Settings } from './settings.ts'

export const embedderKinds = ['none', 'static', 'http', 'onnx', 'gguf'] as const
type EmbedderKind = (typeof embedderKinds)[number]

export interface EmbedderOptions {
  readonly embedder?: string
  readonly embedderModel?: string
  readonly embedderUrl?: string
}

export function addEmbedderOptions(command: Command): Command {
  return command
    .option(
      '--embedder <kind>',
      `by what to understand beside words: ${embedderKinds.join(', ')} (default: LOCI_EMBEDDER, else what the store was used with last, at first static)`,
    )
    .option(
      '--embedder-model <name>',
      'model of the http embedder, or file of the onnx or gguf one (default: LOCI_EMBEDDER_MODEL)',
    )
    .option(
      '--embedder-url <url>',
      'OpenAI-compatible endpoint of the http embedder (default: LOCI_EMBEDDER_URL)',
    )
}

function invalid(message: string, hint: string): LociError {
  return new LociError('CONFIG_INVALID', message, { hint })
}

function kindOf(text: string): EmbedderKind {
  const kind = embedderKinds.find((one) => one === text)
  if (kind !== undefined) return kind
  const near = nearest(text, embedderKinds)
  throw invalid(
    `no embedder is called ${JSON.stringify(text)}`,
    near === undefined ? `It must be one of ${embedderKinds.join(', ')}.` : `Did you mean ${near}?`,
  )
}

/** The store keeps the path, another process may have another folder, and one file is to have one name: no `.` and `..` in it. */
function absolutePath(path: string): string {
  const full = /^(?:[A-Za-z]:[\\/]|[\\/])/.test(path) ? path : `${process.cwd()}/${path}`
  const kept: string[] = []
  for (const part of full.split('/')) {
    // The first is what stands before the root's slash.
    if (part === '..') kept.splice(Math.max(1, kept.length - 1))
    else if (part !== '.') kept.push(part)
  }
  return kept.join('/')
}

/** Throws CONFIG_INVALID for a kind that is none, or one without what it needs. */
export function embedderChoice(options: EmbedderOptions, settings: Settings): EmbedderChoice {
  const text = options.embedder ?? settings.LOCI_EMBEDDER
  const model = options.embedderModel ?? settings.LOCI_EMBEDDER_MODEL
  const url = options.embedderUrl ?? settings.LOCI_EMBEDDER_URL
  if (text === undefined) {
    if (options.embedderModel === undefined && options.embedderUrl === undefined) return 'kept'
    throw invalid(
      'an embedder is described but not chosen',
      'Add --embedder http, --embedder onnx or --embedder gguf.',
    )
  }
  const kind = kindOf(text)
  if (kind === 'none' || kind === 'static') return kind
  if (kind === 'onnx' || kind === 'gguf') {
    if (model !== undefined) return { kind, modelPath: absolutePath(model) }
    throw invalid(`the ${kind} embedder needs its file`, `Name it: --embedder-model model.${kind}.`)
  }
  if (url === undefined || model === undefined) {
    const lacking = url === undefined ? '--embedder-url' : '--embedder-model'
    throw invalid(
      `the http embedder needs ${lacking}`,
      'For example: --embedder-url http://127.0.0.1:11434/v1 --embedder-model all-minilm.',
    )
  }
  return { kind, url, model, apiKey: settings.LOCI_EMBEDDER_KEY }
}
