/**
 * Addresses of the page: what is shown is a value, and the value is the hash.
 *
 * `#/memories/ID?q=tea` is `{page: 'memories', id: 'ID', params: {q: 'tea'}}`. Everything that a reader would want back after a
 * reload or would send to a colleague is in it; drafts and open menus are not.
 */

export const pages = [
  'overview',
  'conversations',
  'memories',
  'graph',
  'recall',
  'formations',
  'evolution',
  'blocks',
  'governance',
  'cache',
  'plan',
  'import',
] as const
export type PageName = (typeof pages)[number]

export interface Route {
  readonly page: PageName
  readonly id: string | null
  readonly params: Readonly<Record<string, string>>
}

export const startRoute: Route = { page: 'overview', id: null, params: {} }

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A hash typed by hand may hold a lone "%": read it as it stands.
    return text
  }
}

/** An address that names no page is the overview. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [name, id] = path.split('/')
  const page = pages.find((candidate) => candidate === name)
  if (page === undefined) return startRoute
  return {
    page,
    id: id === undefined || id === '' ? null : decode(id),
    params: Object.fromEntries(new URLSearchParams(query)),
  }
}

export type RouteParams = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Empty, false and absent parameters are left out, so that equal views have equal addresses. */
export function routeHash(page: PageName, params: RouteParams = {}, id?: string | null): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === null || value === '' || value === false) continue
    query.set(name, value === true ? '1' : String(value))
  }
  const path = id === undefined || id === null ? page : `${page}/${encodeURIComponent(id)}`
  return `#/${path}${query.size === 0 ? '' : `?${query}`}`
}
