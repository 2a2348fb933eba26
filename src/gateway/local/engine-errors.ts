/** What a route over a local model may refuse with, beside what every route may. */

import type { ErrorCode } from '../../errors.ts'

export const engineErrors: readonly ErrorCode[] = [
  'MODEL_NOT_SERVED',
  'MODEL_CONTEXT_OVERFLOW',
  'MODEL_UNAVAILABLE',
  'ENGINE_QUEUE_FULL',
  'ENGINE_KV_EXHAUSTED',
  'ENGINE_DEADLINE',
  'ENGINE_WORKER_DIED',
  'ENGINE_SCHEMA_UNSUPPORTED',
]
