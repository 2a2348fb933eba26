/** A real HTTP server that answers `/embeddings` from a script: one step a request, then healthy. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { faultyEmbedder } from '../../src/testing/faulty-embedder.ts'

export interface EmbeddingsRequest {
  readonly model: string
  readonly input: readonly string[]
  readonly encoding_format: string
  readonly dimensions?: number
}

export interface Received {
  readonly path: string
  readonly authorization: string | undefined
  readonly body: EmbeddingsRequest
}

/** Answers one request by hand; what is not scripted is answered as a healthy server would. */
export type Step = (response: ServerResponse, body: EmbeddingsRequest) => void

export interface EmbeddingsServer extends AsyncDisposable {
  readonly url: string
  readonly received: readonly Received[]
}

const DIMENSIONS = 16
const model = faultyEmbedder({ dimensions: DIMENSIONS })

/** Healthy rows, three times too long so that the client has to normalise. */
export async function rowsFor(input: readonly string[]): Promise<number[][]> {
  const rows = await model.embed(input)
  return rows.map((row) => Array.from(row ?? new Float32Array(DIMENSIONS).fill(1), (x) => x * 3))
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

export async function sendHealthy(
  response: ServerResponse,
  body: EmbeddingsRequest,
): Promise<void> {
  const rows = await rowsFor(body.input)
  const isBase64 = body.encoding_format === 'base64'
  const data = rows.map((row, index) => ({
    object: 'embedding',
    index,
    embedding: isBase64 ? Buffer.from(Float32Array.from(row).buffer).toString('base64') : row,
  }))
  sendJson(response, 200, { object: 'list', data, model: body.model })
}

async function readBody(request: IncomingMessage): Promise<EmbeddingsRequest> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return JSON.parse(text)
}

export async function startEmbeddingsServer(
  steps: readonly Step[] = [],
): Promise<EmbeddingsServer> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const body = await readBody(request)
    const step = steps[received.length]
    received.push({ path: request.url ?? '', authorization: request.headers.authorization, body })
    if (step !== undefined) return step(response, body)
    return sendHealthy(response, body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
