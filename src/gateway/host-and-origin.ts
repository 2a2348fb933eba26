/**
 * Which Host names and which pages a gateway answers to.
 *
 * A page of a foreign site can make a browser call 127.0.0.1, either openly (it then sends its Origin) or under a name of its own
 * that it lets point here (DNS rebinding: the Host is then that name). So the Host must be one that is meant for this gateway, and an Origin
 * must be this gateway's own or one that its owner allowed. Requests without an Origin that a page caused in passing (images,
 * scripts) are told by Sec-Fetch-Site. Ports are not compared for hosts: rebinding cannot forge a name, whatever the port.
 */

import { LociError } from '../errors.ts'

export interface GateOptions {
  /** The address that the gateway is bound to; null when it is called in-process. */
  readonly boundHostname: string | null
  readonly allowedHosts: readonly string[]
  /** As browsers write them: `https://app.example`, `http://localhost:5173`. */
  readonly allowedOrigins: readonly string[]
}

const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/

/** Host name in lower case without port and final dot, or null when `host` is no host. */
function hostnameOf(host: string): string | null {
  if (!/^[\w.:[\]-]+$/.test(host)) return null
  const url = URL.parse(`http://${host}`)
  return url === null ? null : url.hostname.replace(/\.$/, '')
}

export function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    /^127(?:\.\d{1,3}){3}$/.test(name) ||
    name === '::1'
  )
}

function isAnyAddress(hostname: string): boolean {
  return ['0.0.0.0', '::', '[::]'].includes(hostname)
}

/** Throws HOST_REFUSED. */
export function checkHost(host: string, options: GateOptions): void {
  const { boundHostname, allowedHosts } = options
  const hostname = hostnameOf(host)
  if (hostname !== null) {
    if (isLoopback(hostname) || allowedHosts.some((one) => hostnameOf(one) === hostname)) return
    if (boundHostname !== null) {
      if (hostnameOf(boundHostname) === hostname || `[${boundHostname}]` === hostname) return
      // Nobody can make a browser send a bare address as the Host of a foreign page.
      const isAddress = ipv4.test(hostname) || hostname.startsWith('[')
      if (isAnyAddress(boundHostname) && isAddress) return
    }
  }
  throw new LociError(
    'HOST_REFUSED',
    `this gateway does not answer to the host ${JSON.stringify(host)}`,
    {
      details: { host },
    },
  )
}

/** The foreign origin that is allowed to read the answer, or null when there is none to name. Throws ORIGIN_REFUSED. */
export function checkOrigin(headers: Headers, host: string, options: GateOptions): string | null {
  const origin = headers.get('origin')
  if (origin === null) {
    const site = headers.get('sec-fetch-site') ?? 'none'
    const isNavigation = headers.get('sec-fetch-mode') === 'navigate'
    if (site === 'none' || site === 'same-origin' || isNavigation) return null
    throw new LociError('ORIGIN_REFUSED', `a ${site} page may not use this gateway`)
  }
  const own = URL.parse(`http://${host}`)
  const asked = URL.parse(origin)
  const isWeb = asked?.protocol === 'http:' || asked?.protocol === 'https:'
  if (isWeb && own !== null && asked.host === own.host) return null
  if (options.allowedOrigins.includes(origin)) return origin
  throw new LociError('ORIGIN_REFUSED', `pages of ${origin} may not use this gateway`, {
    details: { origin },
  })
}

/** The answer to a browser that asks beforehand. */
export function preflightAnswer(
  request: Request,
  origin: string,
  methods: readonly string[],
): Response {
  const headers = new Headers({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': methods.join(', '),
    'access-control-max-age': '600',
    vary: 'origin',
  })
  const asked = request.headers.get('access-control-request-headers')
  if (asked !== null) headers.set('access-control-allow-headers', asked)
  if (request.headers.get('access-control-request-private-network') === 'true') {
    headers.set('access-control-allow-private-network', 'true')
  }
  return new Response(null, { status: 204, headers })
}
