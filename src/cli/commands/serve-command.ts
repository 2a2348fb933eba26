/**
 * `loci serve`: the gateway, until it is told to stop; then it drains and ends with exit code 0.
 *
 * It prints where it listens, what it serves and what it forwards to as soon as it does, and nothing for each request.
 */

import { Option } from 'commander'
import type { ExportLines, ImportText } from '../../gateway/gateway-parts.ts'
import { jsonlExport } from '../../interop/export/jsonl-export.ts'
import { importText } from '../../interop/import/import-text.ts'
import type { OpenedEmbedding } from '../../open-embedding.ts'
import { assert } from '../../stdx/assert.ts'
import { type CliCommand, type CliContext, collected, onRun, wholeNumber } from '../cli-command.ts'
import { addEmbedderOptions, type EmbedderOptions } from '../embedder-options.ts'
import { embeddingSummary } from '../embedding-lines.ts'
import { countText } from '../layout.ts'
import { addServingOptions } from '../local-model-options.ts'
import { addModelOptions, type ModelOptions } from '../model-options.ts'
import type { Output } from '../output.ts'
import { meaningParts, type Problem } from '../serve-cache.ts'
import {
  formingModel,
  openServeEngines,
  type ServeEngines,
  type ServeModelOptions,
} from '../serve-engines.ts'
import { type ServeOptions, serveAddress, upstreamSettings } from '../serve-settings.ts'
import { type OpenParts, openParts } from '../with-memory.ts'

const PORT_MAX = 65_535
const TIMEOUT_SECONDS_MAX = 86_400

export const serveCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('serve')
      .summary('serve the memory over HTTP, with the dashboard')
      .description(
        'Serves the memory over HTTP: an OpenAI-compatible chat endpoint with memory, the mem0 REST API, the native API ' +
          'and the dashboard. Listens on this machine only unless told otherwise; another address needs API keys. ' +
          'The key of an upstream is read from LOCI_UPSTREAM_KEY. SIGINT and SIGTERM end it after running requests.',
      )
      .option('--host <address>', 'address to listen on (default: LOCI_HOST, else 127.0.0.1)')
      .option(
        '-p, --port <port>',
        'port to listen on; 0: any (default: LOCI_PORT, else 7077)',
        wholeNumber(0, PORT_MAX),
      )
      .option(
        '--upstream-url <url>',
        'OpenAI-compatible endpoint for chats (default: LOCI_UPSTREAM_URL)',
      )
      .option(
        '--upstream-timeout <seconds>',
        'silence after which the upstream counts as hanging (default: 120)',
        wholeNumber(1, TIMEOUT_SECONDS_MAX),
      )
      .option(
        '--allow-host <name>',
        'a Host header to accept beside the own address; several times',
        collected,
      )
      .option(
        '--allow-origin <origin>',
        'a web page that may call, as https://example.org; several times',
        collected,
      )
      .addOption(
        new Option('--cache <state>', 'whether answers are cached before the upstream is asked')
          .choices(['on', 'off'])
          .default('on'),
      )
      .option('--cache-config <file>', 'JSON of cache categories: thresholds, lifetimes, quotas')
      .option(
        '--pipeline <name>',
        'how memories are formed in scopes that say nothing else (default: LOCI_PIPELINE, else verbatim)',
      )
    addServingOptions(addModelOptions(addEmbedderOptions(command), true))
    onRun<AllOptions>(command, context, async ({ options, output }) => {
      const local = await openServeEngines(context, options)
      try {
        await serveWith(local, options, output, context)
      } finally {
        await local.close()
      }
    })
  },
}

type AllOptions = ServeOptions & EmbedderOptions & Omit<ModelOptions, 'model'> & ServeModelOptions

async function serveWith(
  local: ServeEngines,
  options: AllOptions,
  output: Output,
  context: CliContext,
): Promise<void> {
  const pipeline = options.pipeline ?? context.settings.LOCI_PIPELINE
  const parts = await openParts(context, options, 'create', {
    understanding: 'makes',
    model: await formingModel(local, options, context.settings),
    isWorker: true,
    ...(pipeline === undefined ? {} : { settings: { pipeline } }),
  })
  await serveUntilStopped({ ...parts, local }, options, output, context).catch(
    async (error: unknown) => {
      await parts.memory.close()
      throw error
    },
  )
}

interface Parts extends OpenParts {
  readonly local: ServeEngines
}

interface ServedParts extends Parts {
  readonly opened: OpenedEmbedding
}

async function gatewayOptions(
  { memory, store, opened, local }: ServedParts,
  options: ServeOptions,
  context: CliContext,
) {
  const { createMcpHttp } = await import('../../mcp/mcp-http.ts')
  const { host, version, settings, packageFolder, terminal } = context
  const onProblem: Problem = (error, where) => {
    terminal.warn(`${where}: ${error.code}: ${error.message}\n`)
  }
  const { kernels, table } = opened.embedding
  const meaning = await meaningParts({ host, store, options, kernels, table, onProblem })
  return {
    host,
    memory,
    store,
    version,
    upstream: upstreamSettings(options, settings),
    engines: local.engines,
    allowedHosts: options.allowHost ?? [],
    allowedOrigins: options.allowOrigin ?? [],
    dashboardFolder: `${packageFolder}/dist/dashboard`,
    importText: ({ text, ...input }: GatewayImport) => importText({ ...input, source: text }),
    exportLines: ({ memory: kept, scope }: GatewayExport) =>
      withoutBreaks(jsonlExport.write(kept, scope)),
    mcp: createMcpHttp({ host, version }),
    onProblem,
    ...meaning,
    embedder: opened.embedder() ?? meaning.embedder ?? null,
  }
}

type GatewayImport = Parameters<ImportText>[0]
type GatewayExport = Parameters<ExportLines>[0]

async function* withoutBreaks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield line.replace(/\n$/, '')
}

async function serveUntilStopped(
  parts: Parts,
  options: ServeOptions,
  output: Output,
  context: CliContext,
): Promise<void> {
  const { serveGateway } = await import('../../gateway/serve-gateway.ts')
  const { hostname, port } = serveAddress(options, context.settings)
  const { opened } = parts
  assert(opened !== null, 'serving opens what it understands with')
  const gateway = await gatewayOptions({ ...parts, opened }, options, context)
  const served = await serveGateway({ ...gateway, hostname, port })
  const stopped = new Promise<string>((resolve) => void context.terminal.onStop(resolve))
  try {
    // It listens while models load, so that /health can say so; it says that it does once they are ready.
    const models = await Promise.race([parts.local.ready(), stopped.then(() => null)])
    if (models !== null) {
      await tellReady({ ...parts, opened, gateway, models, url: served.url }, output, context)
    }
    output.note(`${await stopped}: finishing what runs`)
  } finally {
    await served.close()
  }
}

interface Ready extends ServedParts {
  readonly gateway: Awaited<ReturnType<typeof gatewayOptions>>
  readonly models: readonly string[]
  readonly url: string
}

/** Who answers chats. */
function chatText({ gateway, local }: Pick<Ready, 'gateway' | 'local'>): string {
  const upstream = gateway.upstream?.url ?? null
  const names = local.engines
    .filter(({ facts }) => facts.kind === 'decoder')
    .map(({ facts }) => facts.name)
  const cached = gateway.cache === undefined ? '' : ', answers cached'
  if (names.length > 0) {
    const others = upstream === null ? '' : `; other models: ${upstream}`
    return `${names.join(', ')}, here${others}${cached}`
  }
  if (upstream === null) return 'no upstream: the model loci-extractive answers from memory'
  return `forwards to ${upstream}${cached}`
}

async function tellReady(
  { memory, storePath, opened, gateway, local, models, url }: Ready,
  output: Output,
  { version, host }: CliContext,
): Promise<void> {
  const { cubeCount, scopeCount } = await memory.stats()
  const hasDashboard = await host.disk.exists(`${gateway.dashboardFolder}/index.html`)
  const upstream = gateway.upstream?.url ?? null
  const hasCache = gateway.cache !== undefined
  const embedding = await memory.embedding()
  const { mode, reason } = opened.embedding.kernels
  const facts = {
    url,
    store: storePath,
    upstream,
    hasDashboard,
    kernels: mode,
    embedding: embedding.mode,
    hasCache,
    models: local.engines.map(({ facts, current }) => ({
      ...facts,
      kernels: current?.kernels ?? null,
    })),
  }
  const { bold } = output.style
  output.result(facts, () => [
    `${bold('Loci')} ${version} listens on ${bold(url)}`,
    `  store      ${storePath} (${countText(cubeCount, 'memory', 'memories')} in ${countText(scopeCount, 'scope')})`,
    `  dashboard  ${hasDashboard ? `${url}/` : 'not built: npm run build'}`,
    `  chat       ${url}/v1  ${chatText({ gateway, local })}`,
    `  mcp        ${url}/mcp`,
    `  recall     ${embeddingSummary(embedding)}`,
    ...embedding.notes.map((note) => `             ${output.style.warning(note)}`),
    `  kernels    ${mode}${reason === null ? '' : `: ${reason}`}`,
    ...models.map((line) => (line.startsWith(' ') ? `           ${line}` : `  model      ${line}`)),
  ])
}
