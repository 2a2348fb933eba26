/**
 * A listening HTTP server: `node:http` with its limits set, and its listen errors as ours.
 *
 * Knows nothing of what is served: the listener speaks node's own request and answer objects, and `gateway/` adapts them.
 * Stopping lets answers that are being written finish for a moment, then cuts what is left.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ErrorCode, LociError } from '../errors.ts'
import { startTimer } from './timers.ts'

/** A request line and its headers together, in bytes. */
const HEADER_BYTES_MAX = 32_768
const HEADERS_WITHIN_MS = 20_000
const REQUEST_WITHIN_MS = 300_000
const KEEP_ALIVE_MS = 5_000
/** Between `stop` and the cut. */
const FLUSH_WITHIN_MS = 1_000

export type HttpListener = (incoming: IncomingMessage, outgoing: ServerResponse) => unknown

export interface HttpServer {
  /** The address that is really bound. */
  readonly address: string
  readonly port: number
  stop(): Promise<void>
}

export interface HttpServerOptions {
  readonly listener: HttpListener
  readonly hostname: string
  /** 0: any free port. */
  readonly port: number
  readonly connectionCountMax: number
}

const codeByErrno: Readonly<Record<string, ErrorCode>> = {
  EADDRINUSE: 'PORT_IN_USE',
  EACCES: 'BIND_REFUSED',
  EADDRNOTAVAIL: 'CONFIG_INVALID',
  ENOTFOUND: 'CONFIG_INVALID',
  EINVAL: 'CONFIG_INVALID',
}

function listenFailure(where: string, cause: NodeJS.ErrnoException): LociError {
  const code = codeByErrno[cause.code ?? '']
  if (code === 'BIND_REFUSED') {
    return new LociError(code, `the system does not let this process listen on ${where}`, {
      hint: 'Ports below 1024 need a privilege: choose another with --port.',
      cause,
    })
  }
  return new LociError(code ?? 'INTERNAL', `cannot listen on ${where}: ${cause.message}`, { cause })
}

/** Answers that are still being written. */
class RunningAnswers {
  readonly #running = new Set<ServerResponse>()
  #onNone: (() => void) | undefined

  add(outgoing: ServerResponse): void {
    this.#running.add(outgoing)
    outgoing.once('close', () => {
      this.#running.delete(outgoing)
      if (this.#running.size === 0) this.#onNone?.()
    })
  }

  /** Calls `action` once: when none is left, or after FLUSH_WITHIN_MS. */
  whenNone(action: () => void): void {
    const stop = startTimer(FLUSH_WITHIN_MS, action)
    this.#onNone = () => {
      stop()
      action()
    }
    if (this.#running.size === 0) this.#onNone()
  }
}

/** Throws PORT_IN_USE, BIND_REFUSED (no privilege) or CONFIG_INVALID (no such address). */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { listener, hostname, port } = options
  const answers = new RunningAnswers()
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    (incoming, outgoing) => {
      answers.add(outgoing)
      return listener(incoming, outgoing)
    },
  )
  server.maxConnections = options.connectionCountMax
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(listenFailure(`${hostname}:${port}`, cause)))
    server.listen(port, hostname, () => resolve())
  })
  const bound = server.address() as AddressInfo
  let stopped: Promise<void> | undefined
  return {
    address: bound.address,
    port: bound.port,
    stop() {
      stopped ??= new Promise((resolve) => {
        server.close(() => resolve())
        answers.whenNone(() => server.closeAllConnections())
      })
      return stopped
    },
  }
}
