/** The encoder's files and golden vectors, where they are; and why a test must do without. */

import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

export interface Golden {
  readonly text: string
  readonly ids: readonly number[]
  readonly embedding: readonly number[]
}

const folder = fileURLToPath(new URL('../../../shared/data/minilm', import.meta.url))
export const modelPath = `${folder}/model.int8.onnx`

function isPeerInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('onnxruntime-node')
    return true
  } catch {
    // That it does not resolve is the answer.
    return false
  }
}

/** False, or the reason to skip. */
export function lacksGolden(): string | false {
  return existsSync(`${folder}/golden.json.gz`) ? false : 'no ../shared/data/minilm/golden.json.gz'
}

export function lacksModel(): string | false {
  return existsSync(modelPath) ? false : 'no ../shared/data/minilm/model.int8.onnx'
}

export function lacksEncoder(): string | false {
  const reason = lacksModel()
  if (reason !== false) return reason
  if (isPeerInstalled()) return false
  return 'install the peer: ONNXRUNTIME_NODE_INSTALL=skip npm i --no-save onnxruntime-node'
}

export function readGolden(): Golden[] {
  return JSON.parse(gunzipSync(readFileSync(`${folder}/golden.json.gz`)).toString('utf8'))
}
