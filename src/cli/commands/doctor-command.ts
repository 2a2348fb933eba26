/**
 * `loci doctor`: one line a check, and a non-zero exit when something is wrong that Loci needs.
 *
 * It changes nothing: a store that is not there is not made, a port is tried and let go. A thing that is merely absent (no
 * upstream configured, no store yet) is a remark and no fault.
 */

import { LociError } from '../../errors.ts'
import { readMachineFacts, readNodeFacts } from '../../host/machine.ts'
import { probeHttp } from '../../host/probe-http.ts'
import { probePort } from '../../host/probe-port.ts'
import type { EmbeddingStatus } from '../../memory/embed/embedding-status.ts'
import { type CliCommand, type CliContext, onRun, type ProgramOptions } from '../cli-command.ts'
import { addEmbedderOptions, type EmbedderOptions } from '../embedder-options.ts'
import { embeddingSummary } from '../embedding-lines.ts'
import { countText, sizeText, tableLines } from '../layout.ts'
import { openChosenKernels } from '../open-chosen-kernels.ts'
import { serveAddress } from '../serve-settings.ts'
import { storePathOf, withMemory, withUnderstanding } from '../with-memory.ts'

type Verdict = 'ok' | 'note' | 'wrong'

interface Finding {
  readonly check: string
  readonly verdict: Verdict
  readonly message: string
}

const NODE_MAJOR_MIN = 24
const ANSWER_WITHIN_MS = 5_000

function nodeFinding(): Finding {
  const { version, platform } = readNodeFacts()
  const isNew = Number.parseInt(version, 10) >= NODE_MAJOR_MIN
  return { check: 'node', verdict: isNew ? 'ok' : 'wrong', message: `${version} on ${platform}` }
}

function machineFinding(): Finding {
  const { cpu, cores, memoryBytes, load1 } = readMachineFacts(null)
  const message = `${cpu}, ${cores} cores, ${sizeText(memoryBytes)}, load ${load1.toFixed(2)}`
  return { check: 'machine', verdict: 'ok', message }
}

function sqliteFinding({ host }: CliContext): Finding {
  const database = host.openDatabase(':memory:')
  try {
    const row = database.prepare('SELECT sqlite_version() AS version').get()
    return { check: 'sqlite', verdict: 'ok', message: String(row?.version) }
  } finally {
    database.close()
  }
}

async function kernelsFinding(context: CliContext): Promise<Finding> {
  const { mode, reason } = await openChosenKernels(context)
  const isFast = mode === 'simd' || context.settings.LOCI_KERNELS === 'reference'
  const message = reason === null ? mode : `${mode}: ${reason}`
  return { check: 'kernels', verdict: isFast ? 'ok' : 'note', message }
}

async function storeFindings(context: CliContext, options: ProgramOptions): Promise<Finding[]> {
  const path = storePathOf(context, options)
  if (!(await context.host.disk.exists(path))) {
    return [{ check: 'store', verdict: 'note', message: `none yet at ${path}` }]
  }
  return withMemory(context, options, 'open', async ({ store }): Promise<Finding[]> => {
    const { byteCount, cubeCount, scopeCount } = await store.stats()
    const { isSound, eventCount, problems } = await store.verify()
    const count = `${countText(cubeCount, 'memory', 'memories')} in ${countText(scopeCount, 'scope')}`
    return [
      { check: 'store', verdict: 'ok', message: `${path}, ${sizeText(byteCount)}, ${count}` },
      {
        check: 'verify',
        verdict: isSound ? 'ok' : 'wrong',
        message: isSound
          ? `chain and tables sound over ${countText(eventCount, 'event')}`
          : `${countText(problems.length, 'problem')}: ${problems[0]?.message}; see loci store verify`,
      },
    ]
  })
}

async function embeddingWith(
  context: CliContext,
  options: ProgramOptions & EmbedderOptions,
): Promise<EmbeddingStatus> {
  return withUnderstanding(context, options, 'reads', async ({ memory }) => {
    // A question opens what is opened lazily.
    const { notes } = await memory.recall({ scope: { user: 'doctor' }, query: 'does it answer?' })
    return { ...(await memory.embedding()), notes }
  })
}

/** With what was chosen or, in a store that is there, with what the store knows. */
async function embedderFinding(
  context: CliContext,
  options: ProgramOptions & EmbedderOptions,
): Promise<Finding> {
  const path = storePathOf(context, options)
  const isThere = await context.host.disk.exists(path)
  const apart = { ...options, store: ':memory:' }
  const status = await embeddingWith(context, isThere ? options : apart).catch((error: unknown) => {
    // A store that cannot be read is another line's finding.
    if (!LociError.is(error) || !error.code.startsWith('STORE_')) throw error
    return embeddingWith(context, apart)
  })
  const [note] = status.notes
  const message = `recall goes by ${embeddingSummary(status)}`
  if (note === undefined) return { check: 'embedder', verdict: 'ok', message }
  const why = status.serving?.error ?? status.making?.error ?? null
  const wrong = why === null ? note : `${note} ${why}`
  return { check: 'embedder', verdict: 'wrong', message: wrong }
}

async function portFinding(context: CliContext): Promise<Finding> {
  const { hostname, port } = serveAddress({}, context.settings)
  const probe = await probePort(hostname, port)
  const address = `${hostname}:${port}`
  if (probe === 'free') return { check: 'port', verdict: 'ok', message: `${address} is free` }
  if (probe !== 'in-use')
    return { check: 'port', verdict: 'wrong', message: `${address}: ${probe}` }
  const health = await probeHttp(`http://${address}/healthz`, { timeoutMs: ANSWER_WITHIN_MS })
  const isLoci = health.status === 200
  const who = isLoci
    ? 'in use by a gateway that answers'
    : 'in use by another program; choose one with --port'
  return { check: 'port', verdict: isLoci ? 'ok' : 'wrong', message: `${address} is ${who}` }
}

async function upstreamFinding({ settings }: CliContext): Promise<Finding> {
  const url = settings.LOCI_UPSTREAM_URL
  const check = 'upstream'
  if (url === undefined) {
    return {
      check,
      verdict: 'note',
      message: 'none configured: chats are answered from memory alone',
    }
  }
  const { status, reason } = await probeHttp(`${url.replace(/\/+$/, '')}/models`, {
    timeoutMs: ANSWER_WITHIN_MS,
    bearer: settings.LOCI_UPSTREAM_KEY,
  })
  if (status === null)
    return { check, verdict: 'wrong', message: `${url} does not answer: ${reason}` }
  return { check, verdict: status < 400 ? 'ok' : 'wrong', message: `${url} answers ${status}` }
}

async function dashboardFinding({ host, packageFolder }: CliContext): Promise<Finding> {
  const isBuilt = await host.disk.exists(`${packageFolder}/dist/dashboard/index.html`)
  return {
    check: 'dashboard',
    verdict: isBuilt ? 'ok' : 'note',
    message: isBuilt ? 'built' : 'not built: npm run build',
  }
}

/** A check that throws is a finding, so that the others still run. */
async function guarded(
  check: string,
  run: () => Finding[] | Promise<Finding[]>,
): Promise<Finding[]> {
  try {
    return await run()
  } catch (error) {
    const { code, message } = LociError.from(error)
    return [{ check, verdict: 'wrong', message: `${code}: ${message}` }]
  }
}

export const doctorCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('doctor')
      .summary('check that everything Loci needs is in order')
      .description(
        'Checks Node, SQLite, the kernels, the store (chain and tables), the embedder, the port, the upstream and the dashboard; one line each. ' +
          'Ends with an error when something is wrong. Changes nothing.',
      )
    addEmbedderOptions(command)
    onRun<EmbedderOptions>(command, context, async ({ options, output }) => {
      const findings = [
        nodeFinding(),
        machineFinding(),
        ...(await guarded('sqlite', () => [sqliteFinding(context)])),
        ...(await guarded('kernels', async () => [await kernelsFinding(context)])),
        ...(await guarded('store', () => storeFindings(context, options))),
        ...(await guarded('embedder', async () => [await embedderFinding(context, options)])),
        ...(await guarded('port', async () => [await portFinding(context)])),
        await upstreamFinding(context),
        await dashboardFinding(context),
      ]
      const wrong = findings.filter(({ verdict }) => verdict === 'wrong')
      output.result({ isHealthy: wrong.length === 0, findings }, () => {
        const lines = tableLines(
          findings.map(({ check, verdict, message }) => [verdict, check, message]),
          { columns: Number.POSITIVE_INFINITY },
        )
        return lines.map((line) => (line.startsWith('wrong') ? output.style.bad(line) : line))
      })
      if (wrong.length === 0) return
      throw new LociError('CONFIG_INVALID', `${countText(wrong.length, 'check')} failed`, {
        hint: 'Each line that begins with "wrong" says what to do or look at.',
      })
    })
  },
}
