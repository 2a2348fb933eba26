/**
 * A gateway on a socket.
 *
 * Loopback by default. Any other address needs an API key in the store before it listens, and from then on at every request, even if the
 * last key is deleted meanwhile. While it drains, the socket stays open, so that whoever calls hears SHUTTING_DOWN and not a refused
 * connection; it closes when the last running request has ended.
 */

import { getRequestListener } from '@hono/node-server'
import { LociError } from '../errors.ts'
import { openHttpServer } from '../host/http-server.ts'
import { errorAnswer } from './error-answer.ts'
import { createGateway } from './gateway.ts'
import type { GatewayOptions } from './gateway-parts.ts'
import { isLoopback } from './host-and-origin.ts'
import { defaultLimits, SPARE_CONNECTIONS } from './limits.ts'

export const DEFAULT_HOSTNAME = '127.0.0.1'
export const DEFAULT_PORT = 7077

export interface ServeOptions extends Omit<GatewayOptions, 'boundHostname' | 'requiresKey'> {
  readonly hostname?: string
  /** 0: any free port. */
  readonly port?: number
}

export interface ServedGateway extends AsyncDisposable {
  /** `http://127.0.0.1:7077`. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** A request line or Host that cannot be read never reaches the gateway. */
function unreadable(cause: unknown): Response {
  const message = cause instanceof Error ? cause.message : String(cause)
  return errorAnswer(
    new LociError('INPUT_INVALID', `the request cannot be read: ${message}`),
    'native',
  )
}

async function checkBind(hostname: string, options: ServeOptions): Promise<void> {
  if (isLoopback(hostname)) return
  const keys = await options.store.keys()
  if (keys.length > 0) return
  throw new LociError(
    'BIND_REFUSED',
    `${hostname} can be reached from outside, and the store has no API key`,
  )
}

/** Throws BIND_REFUSED, PORT_IN_USE, CONFIG_INVALID. The memory stays open when it does. */
export async function serveGateway(options: ServeOptions): Promise<ServedGateway> {
  const { hostname = DEFAULT_HOSTNAME, port = DEFAULT_PORT } = options
  await checkBind(hostname, options)
  const gateway = createGateway({
    ...options,
    boundHostname: hostname,
    requiresKey: !isLoopback(hostname),
  })
  const running = options.limits?.concurrentRequestsMax ?? defaultLimits.concurrentRequestsMax
  const server = await openHttpServer({
    listener: getRequestListener(gateway.fetch, {
      overrideGlobalObjects: false,
      errorHandler: unreadable,
    }),
    hostname,
    port,
    connectionCountMax: running + SPARE_CONNECTIONS,
  })
  const shownHost = hostname.includes(':') ? `[${hostname}]` : hostname
  let closed: Promise<void> | undefined
  const close = async (): Promise<void> => {
    await gateway.close()
    await server.stop()
  }
  return {
    url: `http://${shownHost}:${server.port}`,
    port: server.port,
    close() {
      closed ??= close()
      return closed
    },
    async [Symbol.asyncDispose]() {
      closed ??= close()
      await closed
    },
  }
}
