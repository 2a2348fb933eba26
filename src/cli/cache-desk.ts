/**
 * Where `loci cache` looks: the store's file, as every command does, or a gateway that runs (`--gateway`).
 *
 * Both give the same answers. What the store cannot know is what a gateway counted since it started: hits, times, near-misses.
 */

import type { z } from 'zod'
import type { BreakEvenRow } from '../cache/cache-figures.ts'
import type { CacheReport } from '../cache/cache-report.ts'
import type { Explanation } from '../cache/explain-answer.ts'
import type { Invalidation, Selector } from '../cache/invalidate-answers.ts'
import type { Found, PlainQuestion, SetReport } from '../cache/plain-question.ts'
import { LociError } from '../errors.ts'
import type { CliContext, ProgramOptions } from './cli-command.ts'
import { openChosenKernels } from './open-chosen-kernels.ts'
import { openCache, openShippedEmbedder, readCategoryFile } from './serve-cache.ts'
import { withMemory } from './with-memory.ts'

export interface DeskOptions extends Partial<ProgramOptions> {
  readonly gateway?: string
  readonly tenant?: string
  readonly cacheConfig?: string
}

/** Without the tenant, which the desk knows. */
export type Asked = Omit<PlainQuestion, 'tenant'>

export interface CacheDesk {
  report(): Promise<CacheReport>
  breakEven(): Promise<readonly BreakEvenRow[]>
  search(asked: Asked, threshold: number | null): Promise<Found>
  set(asked: Asked, response: string, ttlMs: number | null): Promise<SetReport>
  explain(asked: Asked): Promise<Explanation>
  invalidate(selector: Selector, isDryRun: boolean): Promise<Invalidation>
}

/** The tenant of gateways without keys. */
const TENANT_DEFAULT = 'open'
const GATEWAY_TIMEOUT_MS = 30_000

/** Runs `work` at the desk that the options name. `may`: whether the store is made when it is not there. */
export async function atDesk<T>(
  context: CliContext,
  options: DeskOptions,
  may: 'create' | 'open',
  work: (desk: CacheDesk) => Promise<T>,
): Promise<T> {
  if (options.gateway !== undefined) return work(await gatewayDesk(context, options.gateway))
  const kernels = await openChosenKernels(context)
  const onProblem = (error: LociError, where: string): void => {
    context.terminal.warn(`${where}: ${error.code}: ${error.message}\n`)
  }
  const { host } = context
  const categories = await readCategoryFile(host, options.cacheConfig)
  return withMemory(context, options, may, async ({ store }) => {
    const embedder = await openShippedEmbedder(host, onProblem)
    const cache = await openCache({ host, store, embedder, categories, kernels, onProblem })
    return work(await storeDesk(cache, options.tenant ?? TENANT_DEFAULT))
  })
}

async function storeDesk(
  cache: Awaited<ReturnType<typeof openCache>>,
  tenant: string,
): Promise<CacheDesk> {
  const [{ cacheReport }, { explainPlain, searchPlain, setPlain }] = await Promise.all([
    import('../cache/cache-report.ts'),
    import('../cache/plain-question.ts'),
  ])
  return {
    report: async () => cacheReport(cache),
    breakEven: async () => cache.breakEven(),
    search: (asked, threshold) => searchPlain(cache, { ...asked, tenant }, threshold),
    set: (asked, response, ttlMs) => setPlain(cache, { ...asked, tenant }, { response, ttlMs }),
    explain: (asked) => explainPlain(cache, { ...asked, tenant }),
    invalidate: (selector, isDryRun) => cache.invalidate(selector, { isDryRun, actor: 'cli' }),
  }
}

async function gatewayDesk({ settings }: CliContext, url: string): Promise<CacheDesk> {
  const [{ callGateway }, schemas] = await Promise.all([
    import('../provider/gateway-client.ts'),
    import('../gateway/native/cache-schemas.ts'),
  ])
  const call = async <Answer>(of: Called): Promise<Answer> => {
    const { method, path, body, schema } = of
    const key = settings.LOCI_GATEWAY_KEY
    const timeoutMs = GATEWAY_TIMEOUT_MS
    const answer = await callGateway({
      url,
      key,
      method,
      path: `/api/cache/${path}`,
      body,
      timeoutMs,
    })
    if (schema.safeParse(answer).success) return answer as Answer
    throw new LociError('UPSTREAM_INVALID', `${url} is no Loci gateway, or one of another version`)
  }
  const post = <Answer>(path: string, body: object, schema: z.ZodType): Promise<Answer> =>
    call({ method: 'POST', path, body, schema })
  const get = <Answer>(path: string, schema: z.ZodType): Promise<Answer> =>
    call({ method: 'GET', path, body: undefined, schema })
  const { searchAnswer, setAnswer, explainAnswer, deletedAnswer } = schemas
  return {
    report: () => get('stats', schemas.cacheStatsAnswer),
    async breakEven() {
      const { rows } = await get<{ rows: BreakEvenRow[] }>('breakeven', schemas.breakEvenAnswer)
      return rows
    },
    search: (asked, threshold) =>
      post(
        'search',
        { ...sent(asked), ...(threshold === null ? {} : { similarityThreshold: threshold }) },
        searchAnswer,
      ),
    set: (asked, response, ttlMs) =>
      post(
        'entries',
        { ...sent(asked), response, ...(ttlMs === null ? {} : { ttlMs }) },
        setAnswer,
      ),
    explain: (asked) => post('explain', sent(asked), explainAnswer),
    invalidate: (selector, isDryRun) =>
      call<Invalidation>({
        method: 'DELETE',
        ...deletion(selector, isDryRun),
        schema: deletedAnswer,
      }).catch((error: unknown) => noneOf(error, selector)),
  }
}

interface Called {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly body: object | undefined
  readonly schema: z.ZodType
}

/** An answer that is not there is none, as on the store's file; a gateway without a cache is another matter. */
function noneOf(error: unknown, { id }: Selector): Invalidation {
  if (id === undefined || !LociError.is(error, 'NOT_FOUND') || error.details?.id !== id) throw error
  return { count: 0, ids: [], isDryRun: false }
}

function sent({ scope, ...asked }: Asked): object {
  return scope === null ? asked : { ...asked, scope }
}

function deletion(
  { storedBeforeMs: before, storedAfterMs: after, id, ...selector }: Selector,
  dryRun: boolean,
): Pick<Called, 'path' | 'body'> {
  if (id !== undefined) return { path: `entries/${encodeURIComponent(id)}`, body: undefined }
  const times = {
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }
  return { path: 'entries', body: { ...selector, ...times, dryRun } }
}
