/** The HTTP surface: methods and paths of the served OpenAPI document. */

import { test } from 'node:test'
import { openApiDocument } from '../../scripts/reference-openapi.ts'
import { GatewayMetrics } from '../../src/gateway/metrics.ts'
import { assertPinned } from './pin.ts'

test('HTTP methods and paths are the pinned ones', async () => {
  const { paths } = (await openApiDocument()) as { paths: Record<string, object> }
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${path} ${method.toUpperCase()}`),
  )
  assertPinned('http', routes.sort())
})

test('metric names are the pinned ones', async () => {
  const metrics = new GatewayMetrics()
  const nothingRead = {} as Parameters<GatewayMetrics['text']>[0]
  const { body } = await metrics.text(nothingRead)
  const names = [...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(
    ([, name, type]) => `${name} ${type}`,
  )
  assertPinned('metrics', names.sort())
})
