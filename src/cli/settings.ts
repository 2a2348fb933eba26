/**
 * The environment, read once and checked: every name that begins with LOCI_ must be one of these.
 *
 * A misspelt setting that is silently ignored is worse than an error, hence CONFIG_UNKNOWN_KEY with the nearest spelling. An
 * option of the command line wins over its setting. Empty values count as absent.
 */

import { LociError } from '../errors.ts'
import { nearest } from '../stdx/nearest.ts'

export const settingNames = {
  LOCI_STORE: "the store's file (default .loci/loci.db in the current folder)",
  LOCI_HOST: 'address that `serve` listens on (default 127.0.0.1)',
  LOCI_PORT: 'port that `serve` listens on (default 7077)',
  LOCI_USER: 'scope: user, where a command is given none',
  LOCI_AGENT: 'scope: agent, where a command is given none',
  LOCI_RUN: 'scope: run, where a command is given none',
  LOCI_UPSTREAM_URL:
    'OpenAI-compatible endpoint that `serve` forwards chats to, e.g. http://127.0.0.1:8080/v1',
  LOCI_UPSTREAM_KEY: "that endpoint's API key",
  LOCI_UPSTREAM_TIMEOUT: 'seconds without a byte after which it counts as hanging (default 120)',
  LOCI_GATEWAY_KEY: 'API key for `--gateway`',
  LOCI_EMBEDDER: 'by what recall understands beside words: none, static, http, onnx or gguf',
  LOCI_EMBEDDER_MODEL: 'model of the http embedder, or file of the onnx or gguf one',
  LOCI_EMBEDDER_URL: 'OpenAI-compatible endpoint of the http embedder',
  LOCI_EMBEDDER_KEY: "that endpoint's API key",
  LOCI_PIPELINE: 'how `serve` forms memories in scopes that say nothing else (default verbatim)',
  LOCI_MODEL_URL: 'OpenAI-compatible endpoint that memories are formed with',
  LOCI_MODEL: 'model to ask there',
  LOCI_MODEL_KEY: "that endpoint's API key",
  LOCI_MODEL_PRICE: 'dollars for a million tokens read and written: 0.15,0.6',
  LOCI_MODEL_TIMEOUT:
    'seconds without a byte after which the model counts as hanging (default 120)',
  LOCI_MODEL_CASSETTE: 'file of recorded answers, played instead of asking a model, or recorded',
  LOCI_MODEL_CASSETTE_MODE: 'strict (default), sequence or record',
  LOCI_LLAMA_CPP_PACKAGE:
    'folder of the package node-llama-cpp, where `bench engine` finds no other to compare with',
  LOCI_KERNELS:
    'arithmetic: auto (default), simd (refuse to start without it) or reference (plain TypeScript)',
} as const

export type SettingName = keyof typeof settingNames
export type Settings = Readonly<Partial<Record<SettingName, string>>>

/** Throws CONFIG_UNKNOWN_KEY for a LOCI_ name that is none of ours. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const settings: Partial<Record<SettingName, string>> = {}
  const known = Object.keys(settingNames)
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('LOCI_') || value === undefined || value === '') continue
    if (!Object.hasOwn(settingNames, name)) {
      const near = nearest(name, known)
      throw new LociError(
        'CONFIG_UNKNOWN_KEY',
        `the environment sets ${name}, which Loci does not know`,
        {
          hint: near === undefined ? `Known are ${known.join(', ')}.` : `Did you mean ${near}?`,
        },
      )
    }
    settings[name as SettingName] = value
  }
  return settings
}
