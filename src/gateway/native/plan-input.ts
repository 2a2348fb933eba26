/** The body of a plan's request as an ask and its traffic; what cannot be is refused before a single line is answered. */

import { openDeviceCatalogue } from '../../planner/hardware/device-catalogue.ts'
import { readOwnDevices } from '../../planner/hardware/read-own-devices.ts'
import { knownModel } from '../../planner/model-shape/known-models.ts'
import { type FormatName, formatNamed } from '../../planner/model-shape/number-format.ts'
import { shapeOfConfig } from '../../planner/model-shape/read-hf-config.ts'
import { askOf, objectiveNamed, SHARE_DEFAULT } from '../../planner/search/ask-of-input.ts'
import { generateTraffic } from '../../planner/search/generate-traffic.ts'
import type { PlanAsk, PlanKnobs } from '../../planner/search/plan-ask.ts'
import type { PlanFormats } from '../../planner/search/plan-candidate.ts'
import { type Traffic, trafficOf } from '../../planner/search/traffic.ts'
import { readTrace } from '../../planner/workload/read-trace.ts'
import { openTraceReport, type TraceRequest } from '../../planner/workload/trace-request.ts'
import type { PlanBody } from './plan-schemas.ts'

/** What is absent in `Part` may also be undefined there: a body's empty fields are taken out. */
type Given<Part> = { [Name in keyof Part]: Exclude<Part[Name], undefined> }

function given<Part extends object>(part: Part): Partial<Given<Part>> {
  const entries = Object.entries(part).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Partial<Given<Part>>
}

function formatsOf({ weights = ['bf16'], kv = 'bf16' }: PlanBody): readonly PlanFormats[] {
  for (const format of [...weights, kv]) formatNamed(format)
  const plain = (name: string): FormatName => name.toLowerCase() as FormatName
  return weights.map((format) => ({ weights: plain(format), kv: plain(kv) }))
}

function knobsOf(body: PlanBody): Partial<PlanKnobs> {
  return { ...given(body.knobs ?? {}), formats: formatsOf(body) }
}

function askIn(body: PlanBody): PlanAsk {
  const { model, servedName, devices, ownDevices, prices, slo, objective, failures } = body
  const own =
    ownDevices === undefined ? [] : readOwnDevices(JSON.stringify(ownDevices), 'ownDevices')
  const shape = typeof model === 'string' ? knownModel(model) : shapeOfConfig(model, 'config')
  return askOf({
    shape,
    modelName: servedName ?? (typeof model === 'string' ? model : 'MODEL'),
    catalogue: openDeviceCatalogue(own),
    slo: given(slo ?? {}),
    knobs: knobsOf(body),
    ...(devices === undefined ? {} : { devices }),
    ...(prices === undefined ? {} : { prices }),
    ...(objective === undefined ? {} : { objective: objectiveNamed(objective) }),
    ...(failures === undefined ? {} : { failures }),
  })
}

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split(/\r?\n/)
}

async function requestsOf({
  traffic,
}: PlanBody): Promise<{ name: string; requests: TraceRequest[] }> {
  if ('perSecond' in traffic) {
    const { perSecond, promptTokens, outputTokens, ...rest } = traffic
    const stated = { perSecond, promptTokens, outputTokens, ...given(rest) }
    const name = `${perSecond} requests/s of ${promptTokens} and ${outputTokens} tokens`
    return { name, requests: generateTraffic(stated) }
  }
  const { trace, name = 'trace', sorts = false } = traffic
  const requests: TraceRequest[] = []
  const source = { lines: linesOf(trace), path: name, sorts }
  for await (const request of readTrace(source, openTraceReport())) requests.push(request)
  return { name, requests }
}

/** Throws what the planner refuses. */
export async function planInputOf(body: PlanBody): Promise<{ ask: PlanAsk; traffic: Traffic }> {
  const ask = askIn(body)
  const { name, requests } = await requestsOf(body)
  const share = body.slo?.share ?? SHARE_DEFAULT
  return { ask, traffic: trafficOf(name, requests, { share, prefixCache: ask.knobs.prefixCache }) }
}
