/**
 * mem0's configuration as what Loci is opened with: a store, a model or none, an embedder, how memories are formed.
 *
 * Providers that speak OpenAI's dialect are asked at their address; any other needs a `baseURL` that does. Without `llm` no network is used:
 * messages are kept and rules make memories of them. What has no meaning here (vector and history stores) is known, and `notes` says
 * that it has no effect. Keys that are nobody's are refused with the nearest spelling.
 */

import { LociError } from '../errors.ts'
import type { Memory } from '../memory/memory.ts'
import type { SettingsPatch } from '../memory/scope-settings.ts'
import { nearest } from '../stdx/nearest.ts'
import type { Model } from './memory-types.ts'

export interface Mem0Provider {
  /** `openai`, `ollama`, `lmstudio`, `groq`, `deepseek`, `mistral`, `xai`, or any other with a `baseURL` in its configuration. */
  readonly provider: string
  readonly config?: Readonly<Record<string, unknown>>
}

/** mem0's configuration. `path`, `memory` and a `Model` as `llm` are Loci's own. */
export interface Mem0Config {
  /** The store's file. Default `.loci/loci.db`, as the command line has it. */
  readonly path?: string
  /** An open memory, instead of a store of one's own. It is not closed. */
  readonly memory?: Memory
  readonly llm?: Mem0Provider | Model
  readonly embedder?: Mem0Provider
  readonly customInstructions?: string
  /** Older name of `customInstructions`. */
  readonly customPrompt?: string
  readonly enableGraph?: boolean
  readonly vectorStore?: unknown
  readonly historyStore?: unknown
  readonly historyDbPath?: unknown
  readonly disableHistory?: unknown
  readonly graphStore?: unknown
  readonly reranker?: unknown
  readonly version?: unknown
}

/** An OpenAI-compatible endpoint. */
export interface Mem0Endpoint {
  readonly kind: 'http'
  readonly url: string
  readonly model: string
  readonly apiKey?: string
  readonly dimensions?: number
}

export interface Mem0Opening {
  readonly path: string | null
  readonly memory: Memory | null
  readonly model: Model | Mem0Endpoint | null
  readonly embedder: Mem0Endpoint | null
  readonly settings: SettingsPatch
  readonly hasGraph: boolean
  readonly notes: readonly string[]
}

export const STORE_PATH_DEFAULT = '.loci/loci.db'

const used = [
  'path',
  'memory',
  'llm',
  'embedder',
  'customInstructions',
  'customPrompt',
  'enableGraph',
] as const
const unused = [
  'vectorStore',
  'historyStore',
  'historyDbPath',
  'disableHistory',
  'graphStore',
  'reranker',
  'version',
] as const
const providerKeys = [
  'apiKey',
  'model',
  'baseURL',
  'baseUrl',
  'url',
  'embeddingDims',
  'temperature',
  'topP',
  'maxTokens',
  'timeout',
  'modelProperties',
] as const

/** Where a provider is asked that is given no address. */
const addresses: Readonly<Record<string, string>> = {
  openai: 'https://api.openai.com/v1',
  openai_structured: 'https://api.openai.com/v1',
  ollama: 'http://127.0.0.1:11434/v1',
  lmstudio: 'http://127.0.0.1:1234/v1',
  groq: 'https://api.groq.com/openai/v1',
  deepseek: 'https://api.deepseek.com/v1',
  mistral: 'https://api.mistral.ai/v1',
  xai: 'https://api.x.ai/v1',
}
/** mem0's own defaults. */
const modelDefaults = { llm: 'gpt-5-mini', embedder: 'text-embedding-3-small' } as const

function invalid(message: string, hint: string): LociError {
  return new LociError('CONFIG_INVALID', message, { hint })
}

function checkKeys(what: string, given: object, known: readonly string[]): void {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue
    const near = nearest(key, known)
    throw new LociError('CONFIG_UNKNOWN_KEY', `${what} has no ${JSON.stringify(key)}`, {
      hint: near === undefined ? `It has ${known.join(', ')}.` : `Did you mean ${near}?`,
      details: { field: key },
    })
  }
}

function addressOf(provider: string, config: Readonly<Record<string, unknown>>): string {
  const given = config.baseURL ?? config.baseUrl ?? config.url
  const address = given ?? addresses[provider]
  if (typeof address !== 'string') {
    throw invalid(
      `the provider ${JSON.stringify(provider)} has no address that is known`,
      `Give config.baseURL of an OpenAI-compatible endpoint; known without: ${Object.keys(addresses).join(', ')}. Without a provider, Loci needs no network.`,
    )
  }
  const isBare = provider === 'ollama' && URL.parse(address)?.pathname === '/'
  return isBare ? `${address.replace(/\/+$/, '')}/v1` : address
}

function endpointOf(what: 'llm' | 'embedder', given: Mem0Provider): Mem0Endpoint {
  const { provider, config = {} } = given
  if (typeof provider !== 'string' || typeof config !== 'object' || config === null) {
    throw invalid(
      `${what} names no provider`,
      `Write ${what}: {provider: 'openai', config: {apiKey, model}}, or leave it out.`,
    )
  }
  checkKeys(`${what}.config`, config, providerKeys)
  const url = addressOf(provider, config)
  const model = config.model ?? (provider.startsWith('openai') ? modelDefaults[what] : undefined)
  if (typeof model !== 'string' || model === '') {
    throw invalid(`${what}.config names no model`, 'Give config.model as the endpoint calls it.')
  }
  const { apiKey, embeddingDims } = config
  return {
    kind: 'http',
    url,
    model,
    ...(typeof apiKey === 'string' ? { apiKey } : {}),
    ...(what === 'embedder' && typeof embeddingDims === 'number'
      ? { dimensions: embeddingDims }
      : {}),
  }
}

function isModel(llm: Mem0Provider | Model): llm is Model {
  return 'complete' in llm
}

function notesOf(config: Mem0Config): string[] {
  const notes: string[] = unused
    .filter((key) => config[key] !== undefined)
    .map((key) => `${key} has no effect: everything is kept in one file, with its history`)
  if (config.enableGraph === true && config.llm === undefined) {
    notes.push('enableGraph without llm: relations are those that rules find')
  }
  return notes
}

/** Throws CONFIG_INVALID, CONFIG_UNKNOWN_KEY. */
export function readMem0Config(config: Mem0Config): Mem0Opening {
  checkKeys('the configuration', config, [...used, ...unused])
  const { path, memory, llm, embedder, customInstructions, customPrompt, enableGraph } = config
  const foreign = { path, llm, embedder, customInstructions, customPrompt }
  const given = Object.entries(foreign).find(([, value]) => value !== undefined)
  if (memory !== undefined && given !== undefined) {
    throw invalid(
      `the configuration has both memory and ${given[0]}`,
      'An open memory has its own store, model, embedder and settings: give them to openLoci.',
    )
  }
  const model = llm === undefined ? null : isModel(llm) ? llm : endpointOf('llm', llm)
  return {
    path: memory === undefined ? (path ?? STORE_PATH_DEFAULT) : null,
    memory: memory ?? null,
    model,
    embedder: embedder === undefined ? null : endpointOf('embedder', embedder),
    settings: {
      pipeline: model === null ? 'extract' : 'mem0-v3',
      formation: 'asked',
      instructions: customInstructions ?? customPrompt ?? null,
    },
    hasGraph: enableGraph === true,
    notes: notesOf(config),
  }
}
