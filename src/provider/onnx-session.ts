/**
 * A sentence encoder's ONNX file behind one verb: id rows of equal length in, token states out.
 *
 * onnxruntime-node is an optional peer, imported when a session is opened and never before: whoever does not use it does not
 * install it. Invariant: rows of one run have one length, so there is no padding and no mask that could let a neighbour's
 * length leak into a row. A dynamically quantised file still scales by the whole batch: give it one row a run
 * (`onnx-embedder.ts`, `textsPerRunMax`). Does not know words or pooling.
 */

import { LociError } from '../errors.ts'
import { sha256Hex } from '../host/digest.ts'
import type { Disk } from '../host/disk.ts'
import { assert } from '../stdx/assert.ts'

export interface EncoderSession {
  /** Of the model's file, hex. */
  readonly modelSha256: string
  readonly dimensions: number
  /** Row-major (rows, length, dimensions); all rows have the length of the first. */
  run(rows: readonly (readonly number[])[]): Promise<Float32Array>
  close(): Promise<void>
}

export interface EncoderSessionOptions {
  readonly disk: Disk
  readonly modelPath: string
  /** Threads of one run; 1 makes runs repeatable to the last bit on one machine. */
  readonly threadCount: number
  /** [CLS] and [SEP]: a shortest input, run once to learn the dimension. */
  readonly probeIds: readonly number[]
  /** How the peer is found; `import('onnxruntime-node')` unless a caller brings its own. */
  readonly importRuntime?: () => Promise<unknown>
}

/** The part of onnxruntime-node that is used: types of its own, because the peer may be absent when this is compiled. */
interface OnnxTensor {
  readonly data: unknown
  readonly dims: readonly number[]
}
interface OnnxSession {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  run(feeds: Record<string, OnnxTensor>): Promise<Record<string, OnnxTensor>>
  release(): Promise<void>
}
interface OnnxRuntime {
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => OnnxTensor
  readonly InferenceSession: {
    create(model: Uint8Array, options: Record<string, unknown>): Promise<OnnxSession>
  }
}

const STATES_OUTPUT = 'last_hidden_state'

function importPeer(): Promise<unknown> {
  // Widened to string, so that the compiler does not insist on finding the peer.
  return import('onnxruntime-node' as string)
}

async function loadRuntime(importRuntime: () => Promise<unknown>): Promise<OnnxRuntime> {
  try {
    const loaded = (await importRuntime()) as OnnxRuntime & { default?: OnnxRuntime }
    return loaded.default ?? loaded
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new LociError('EMBEDDER_NOT_INSTALLED', `onnxruntime-node cannot be loaded: ${reason}`, {
      cause,
    })
  }
}

/** Another file is needed, so asking again is of no use. */
function unsuited(reason: string): LociError {
  return new LociError('FILE_UNREADABLE', `the ONNX model is no sentence encoder: ${reason}`, {
    hint: 'Give a BERT-style encoder: input_ids in, last_hidden_state out.',
  })
}

/** Inputs are fed by name: encoders without token types exist, and so do ids without a mask. */
function feedsOf(
  runtime: OnnxRuntime,
  session: OnnxSession,
  rows: readonly (readonly number[])[],
): Record<string, OnnxTensor> {
  const length = rows[0]!.length
  const ids = new BigInt64Array(rows.length * length)
  for (const [index, row] of rows.entries()) {
    assert(row.length === length, 'rows of one run have one length')
    for (let position = 0; position < length; position += 1) {
      ids[index * length + position] = BigInt(row[position]!)
    }
  }
  const dims = [rows.length, length]
  const values: Record<string, BigInt64Array> = {
    input_ids: ids,
    attention_mask: new BigInt64Array(ids.length).fill(1n),
    token_type_ids: new BigInt64Array(ids.length),
  }
  const feeds: Record<string, OnnxTensor> = {}
  for (const name of session.inputNames) {
    const value = values[name]
    if (value === undefined) throw unsuited(`it wants an input named ${name}`)
    feeds[name] = new runtime.Tensor('int64', value, dims)
  }
  return feeds
}

async function runRows(
  runtime: OnnxRuntime,
  session: OnnxSession,
  rows: readonly (readonly number[])[],
): Promise<{ states: Float32Array; dimensions: number }> {
  const outputs = await session.run(feedsOf(runtime, session, rows))
  const output = outputs[STATES_OUTPUT] ?? outputs[session.outputNames[0]!]
  const [rowCount, length, dimensions] = output?.dims ?? []
  const isStates = rowCount === rows.length && length === rows[0]!.length
  if (!isStates || dimensions === undefined || !(output?.data instanceof Float32Array)) {
    throw unsuited('it does not answer token states (batch, sequence, dimension)')
  }
  return { states: output.data, dimensions }
}

export async function openEncoderSession(options: EncoderSessionOptions): Promise<EncoderSession> {
  const { disk, modelPath, threadCount, probeIds } = options
  const runtime = await loadRuntime(options.importRuntime ?? importPeer)
  const model = await disk.readBytes(modelPath)
  const session = await runtime.InferenceSession.create(model, {
    intraOpNumThreads: threadCount,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
  }).catch((cause: unknown) => {
    throw new LociError('FILE_UNREADABLE', `${modelPath} is not an ONNX model`, { cause })
  })
  let isOpen = true

  async function states(
    rows: readonly (readonly number[])[],
  ): Promise<{ states: Float32Array; dimensions: number }> {
    if (!isOpen) throw new LociError('EMBEDDER_UNAVAILABLE', 'the encoder is closed')
    return runRows(runtime, session, rows).catch((cause: unknown) => {
      if (LociError.is(cause)) throw cause
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new LociError('EMBEDDER_UNAVAILABLE', `${modelPath} cannot be run: ${reason}`, {
        cause,
      })
    })
  }

  async function close(): Promise<void> {
    if (!isOpen) return
    isOpen = false
    await session.release()
  }

  try {
    const { dimensions } = await states([probeIds])
    const run = async (rows: readonly (readonly number[])[]): Promise<Float32Array> =>
      (await states(rows)).states
    return { modelSha256: sha256Hex(model), dimensions, run, close }
  } catch (cause) {
    await close()
    throw cause
  }
}
