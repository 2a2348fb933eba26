/** A gateway over a model file that runs in this process, for tests that speak HTTP to it. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import OpenAI from 'openai'
import type { LocalEngine } from '../../src/engine/local-engine.ts'
import { type OpenLocalEngineOptions, openLocalEngine } from '../../src/engine/open-local-engine.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import {
  type GatewayTestOptions,
  type GatewayUnderTest,
  openTestGateway,
} from './gateway-under-test.ts'
import { tinyChatModel } from './tiny-chat-model.ts'

/** A small model with a trained vocabulary; beside a checkout that has the data. */
export const storiesPath = fileURLToPath(
  new URL('../../../shared/data/tinyllamas/stories260K.gguf.gz', import.meta.url),
)

export const lacksStories = existsSync(storiesPath)
  ? false
  : 'stories260K.gguf.gz is not there (docs/data.md says where it comes from)'

export interface ServedLocally extends AsyncDisposable {
  readonly gateway: GatewayUnderTest
  readonly engine: LocalEngine
  readonly client: OpenAI
  readonly model: string
  /** Requests in the engine: waiting, running. */
  load(): Promise<readonly [number, number]>
}

export interface ServeLocallyOptions {
  /** Of the tiny random one. */
  readonly contextLength?: number
  /** Default: the tiny random one. */
  readonly path?: string
  readonly engine?: Omit<OpenLocalEngineOptions, 'host' | 'path'>
  readonly gateway?: GatewayTestOptions
}

export async function serveLocally(options: ServeLocallyOptions = {}): Promise<ServedLocally> {
  const folder = mkdtempSync(join(tmpdir(), 'loci-local-'))
  const path = options.path ?? join(folder, 'tiny.gguf')
  if (options.path === undefined) writeFileSync(path, await tinyChatModel(options.contextLength))
  const engine = await openLocalEngine({ host: createNodeHost(), path, ...options.engine })
  const gateway = await openTestGateway({ engines: [engine], ...options.gateway })
  return {
    gateway,
    engine,
    model: engine.facts.name,
    client: new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'sk-test', maxRetries: 0 }),
    async load() {
      const { chat } = await engine.loaded
      const { waitingCount, runningCount } = chat!.engine.stats()
      return [waitingCount, runningCount]
    },
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await engine.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
