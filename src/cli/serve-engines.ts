/**
 * The model files that `serve` runs itself: opened before anything listens, ready before it is said that it does.
 *
 * Every contradiction between the options is refused here: options of the engine without a file, two files of one name, one record for
 * several engines.
 */

import type { LocalEngine } from '../engine/local-engine.ts'
import { LociError } from '../errors.ts'
import type { Model } from '../model/model.ts'
import type { CliContext } from './cli-command.ts'
import { engineLines } from './engine-lines.ts'
import { chooseModels, engineOptionOf, type LocalModelOptions } from './local-model-options.ts'
import type { ModelOptions } from './model-options.ts'
import { startCliEngine } from './open-cli-engine.ts'
import type { Settings } from './settings.ts'

export interface ServeModelOptions extends LocalModelOptions {
  readonly model?: readonly string[]
  readonly modelUrl?: string
}

export interface ServeEngines {
  readonly engines: readonly LocalEngine[]
  /** The name to ask for behind `--model-url`; null: none. */
  readonly remoteName: string | null
  /** What runs, for a person; rejects with why one could not be loaded. */
  ready(): Promise<readonly string[]>
  close(): Promise<void>
}

function checkFiles(files: readonly string[], options: LocalModelOptions): void {
  const option = engineOptionOf(options)
  if (files.length === 0 && option !== null) {
    throw new LociError('CONFIG_INVALID', `${option} is for model files, and there is none`, {
      hint: 'Name one: --model FILE.gguf.',
    })
  }
  if (files.length > 1 && options.record !== undefined) {
    throw new LociError('CONFIG_INVALID', 'one record cannot be of several engines', {
      hint: 'Serve one file, or leave --record out.',
    })
  }
}

function checkNames(engines: readonly LocalEngine[]): void {
  const byName = new Map<string, string>()
  for (const { facts } of engines) {
    const other = byName.get(facts.name)
    byName.set(facts.name, facts.path)
    if (other === undefined) continue
    throw new LociError(
      'CONFIG_INVALID',
      `${other} and ${facts.path} have one name: ${facts.name}`,
      {
        hint: 'Requests could not tell them apart: rename one of the files.',
      },
    )
  }
}

/** Throws CONFIG_INVALID, and what `openLocalEngine` throws. */
export async function openServeEngines(
  context: CliContext,
  options: ServeModelOptions,
): Promise<ServeEngines> {
  const { files, remoteName } = await chooseModels(context.host.disk, {
    models: options.model ?? [],
    modelUrl: options.modelUrl,
    settings: context.settings,
  })
  checkFiles(files, options)
  const engines: LocalEngine[] = []
  const close = async (): Promise<void> => {
    for (const engine of engines) await engine.close()
  }
  try {
    for (const file of files) engines.push(await startCliEngine(context, file, options))
    checkNames(engines)
  } catch (error) {
    await close()
    throw error
  }
  return {
    engines,
    remoteName,
    close,
    async ready() {
      const lines: string[] = []
      for (const { facts, loaded } of engines) lines.push(...engineLines(facts, await loaded))
      return lines
    },
  }
}

/** With what memories are formed: the endpoint that was named, a cassette, else the first file that answers. */
export async function formingModel(
  { engines, remoteName }: ServeEngines,
  options: Omit<ModelOptions, 'model'>,
  settings: Settings,
): Promise<ModelOptions | Model> {
  const { modelUrl, modelPrice, modelTimeout, modelCassette, modelCassetteMode } = options
  const decoder = engines.find(({ facts }) => facts.kind === 'decoder')
  const cassette = modelCassette ?? settings.LOCI_MODEL_CASSETTE
  if (decoder !== undefined && remoteName === null && cassette === undefined) {
    const { openEngineModel } = await import('../engine/engine-model.ts')
    return openEngineModel(decoder, { ownsEngine: false })
  }
  const given = { modelUrl, modelPrice, modelTimeout, modelCassette, modelCassetteMode }
  const known = Object.entries({ ...given, model: remoteName ?? undefined })
  return Object.fromEntries(known.filter(([, value]) => value !== undefined))
}
