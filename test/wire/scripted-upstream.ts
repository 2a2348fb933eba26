/**
 * An OpenAI-compatible endpoint for tests: a real HTTP server that records what it is asked and plays what it was told, faults included.
 *
 * Scripts are used up in order; the last one stays. It knows nothing of the code under test.
 */

import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export type Script = (response: ServerResponse, request: RecordedRequest) => void

export interface ScriptedUpstream {
  readonly url: string
  readonly requests: RecordedRequest[]
  /** How many callers hung up before their answer had ended. */
  readonly hangUps: () => number
  play(...scripts: Script[]): void
  close(): Promise<void>
}

export async function openScriptedUpstream(): Promise<ScriptedUpstream> {
  const requests: RecordedRequest[] = []
  let scripts: Script[] = []
  let hangUpCount = 0
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    response.on('close', () => {
      if (!response.writableFinished) hangUpCount += 1
    })
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming
      const request = { method, path: url, headers, text: Buffer.concat(chunks).toString() }
      requests.push(request)
      const script = scripts.length > 1 ? scripts.shift() : scripts[0]
      if (script === undefined) response.writeHead(500).end('no script')
      else script(response, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    hangUps: () => hangUpCount,
    play(...next) {
      scripts = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Script {
  return raw(typeof value === 'string' ? value : JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
}

export function raw(
  body: string,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Script {
  return (response) => {
    response.writeHead(status, headers).end(body)
  }
}

/** Plays a stream in pieces of `pieceBytes`, so that frames and characters are cut anywhere. */
export function stream(
  body: string,
  { pieceBytes = 7, end = 'finish' }: { pieceBytes?: number; end?: 'finish' | 'die' | 'hang' } = {},
): Script {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    const bytes = Buffer.from(body)
    let offset = 0
    const next = (): void => {
      if (response.destroyed) return
      if (offset < bytes.length) {
        response.write(bytes.subarray(offset, offset + pieceBytes))
        offset += pieceBytes
        setImmediate(next)
      } else if (end === 'finish') response.end()
      else if (end === 'die') setImmediate(() => response.socket?.destroy())
    }
    next()
  }
}

export const hang: Script = () => undefined
export const die: Script = (response) => void response.socket?.destroy()

export function completion(content: string, more: object = {}): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'scripted',
    choices: [
      { index: 0, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop' },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    ...more,
  }
}

/** Frames of a streamed answer as an endpoint writes them, `[DONE]` included. */
export function chunks(deltas: readonly object[], finishReason = 'stop'): string {
  const chunk = (delta: object, finish: string | null): object => ({
    id: 'chatcmpl-2',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'scripted',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
  const all = [...deltas.map((delta) => chunk(delta, null)), chunk({}, finishReason)]
  return `${all.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('')}data: [DONE]\n\n`
}
