/**
 * Opens the store that a command works on, and closes it whatever happens.
 *
 * A command that only reads refuses a store that is not there: making an empty one would turn a misspelt path into "nothing
 * is known". Only commands that search pay for opening an embedder.
 */

import { LociError } from '../errors.ts'
import type { Memory } from '../memory/memory.ts'
import type { SettingsPatch } from '../memory/scope-settings.ts'
import type { Model } from '../model/model.ts'
import type { OpenedEmbedding } from '../open-embedding.ts'
import type { ModelChoice } from '../open-model.ts'
import type { Store } from '../store/store.ts'
import type { CliContext, ProgramOptions } from './cli-command.ts'
import { type EmbedderOptions, embedderChoice } from './embedder-options.ts'
import { chooseModels } from './local-model-options.ts'
import { type ModelOptions, modelChoice } from './model-options.ts'
import { openChosenKernels } from './open-chosen-kernels.ts'

const STORE_PATH_DEFAULT = '.loci/loci.db'

export interface OpenParts {
  readonly memory: Memory
  readonly store: Store
  readonly storePath: string
  /** Null for words alone. */
  readonly opened: OpenedEmbedding | null
}

/** Whether a command needs vectors, and whether it makes those that are missing. */
export type Understanding = 'words' | 'reads' | 'makes'

/** What a command needs beside the store. */
export interface Needs {
  /** Default `words`. */
  readonly understanding?: Understanding
  /** Which model memories are formed with: an open one, or as options and settings say. Default: none is opened. */
  readonly model?: ModelOptions | Model
  readonly settings?: SettingsPatch
  /** Whether the process forms in the background what waits. Default false. */
  readonly isWorker?: boolean
}

export function storePathOf(context: CliContext, options: Partial<ProgramOptions>): string {
  return options.store ?? context.settings.LOCI_STORE ?? STORE_PATH_DEFAULT
}

async function openUnderstanding(
  context: CliContext,
  options: EmbedderOptions,
  isMaker: boolean,
): Promise<OpenedEmbedding> {
  const { openEmbedding } = await import('../open-embedding.ts')
  const { host, settings } = context
  const choice = embedderChoice(options, settings)
  const kernels = await openChosenKernels(context)
  return openEmbedding({ host, kernels, choice, isMaker, keptKey: settings.LOCI_EMBEDDER_KEY })
}

export async function openParts(
  context: CliContext,
  options: Partial<ProgramOptions> & EmbedderOptions,
  may: 'create' | 'open',
  needs: Needs = {},
): Promise<OpenParts> {
  const storePath = storePathOf(context, options)
  if (may === 'open' && storePath !== ':memory:' && !(await context.host.disk.exists(storePath))) {
    throw new LociError('FILE_NOT_FOUND', `there is no store at ${storePath}`, {
      hint: 'Name it with --store or LOCI_STORE; `loci remember`, `import` and `serve` make one.',
    })
  }
  const [{ openSqliteStore }, { openMemory }] = await Promise.all([
    import('../store/sqlite/open-sqlite-store.ts'),
    import('../memory/open-memory.ts'),
  ])
  const { host } = context
  const { understanding = 'words', settings, isWorker = false } = needs
  const opened =
    understanding === 'words'
      ? null
      : await openUnderstanding(context, options, understanding === 'makes')
  const model = await openNeededModel(context, needs)
  const store = await openSqliteStore({ host, path: storePath })
  try {
    const memory = await openMemory({
      host,
      store,
      evolves: understanding === 'makes',
      model,
      ownsModel: true,
      // Without a model a command leaves the forming to a process that has one.
      forming: { isWorker, queuesOnly: !isWorker && model === null },
      ...(settings === undefined ? {} : { settings }),
      ...(opened === null ? {} : { embedding: opened.embedding }),
    })
    return { store, storePath, memory, opened }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** A `--model` without an address may be a file that runs here. */
async function fileChoice(
  { host, settings }: CliContext,
  options: ModelOptions,
): Promise<ModelChoice | null> {
  const { model, modelUrl, modelCassette } = options
  const record = modelCassette ?? settings.LOCI_MODEL_CASSETTE
  const mode = options.modelCassetteMode ?? settings.LOCI_MODEL_CASSETTE_MODE
  if (record !== undefined && mode !== 'record') return null
  const models = model === undefined ? [] : [model]
  const { files } = await chooseModels(host.disk, { models, modelUrl, settings })
  return files.length === 0 ? null : { kind: 'local', path: files[0]!, recordPath: record }
}

async function openNeededModel(
  context: CliContext,
  { model: options }: Needs,
): Promise<Model | null> {
  if (options === undefined) return null
  if ('complete' in options) return options
  const { host, settings } = context
  const choice = (await fileChoice(context, options)) ?? modelChoice(options, settings)
  if (choice === null) return null
  const { openModel } = await import('../open-model.ts')
  return openModel(host, choice)
}

/** Runs `work` over the store. `may`: whether the store is made when it is not there. */
export async function withMemory<T>(
  context: CliContext,
  options: Partial<ProgramOptions>,
  may: 'create' | 'open',
  work: (parts: OpenParts) => Promise<T>,
): Promise<T> {
  return closing(await openParts(context, options, may), work)
}

/** As `withMemory` over a store that is there, with the embedder that was asked for or that the store knows. */
export async function withUnderstanding<T>(
  context: CliContext,
  options: Partial<ProgramOptions> & EmbedderOptions,
  understanding: Understanding,
  work: (parts: OpenParts) => Promise<T>,
): Promise<T> {
  return closing(await openParts(context, options, 'open', { understanding }), work)
}

/** As `withMemory` over a store that is there, with whatever the command needs. */
export async function withNeeds<T>(
  context: CliContext,
  options: Partial<ProgramOptions> & EmbedderOptions,
  needs: Needs,
  work: (parts: OpenParts) => Promise<T>,
): Promise<T> {
  return closing(await openParts(context, options, 'open', needs), work)
}

async function closing<T>(parts: OpenParts, work: (parts: OpenParts) => Promise<T>): Promise<T> {
  try {
    return await work(parts)
  } finally {
    await parts.memory.close()
  }
}
