/** What a search for a plan is asked over HTTP: a model by name or config, devices, traffic, limits, choices. No paths: nothing here reads a file. */

import { z } from 'zod'

const TEXT_CHARACTERS_MAX = 32_000_000
const LIST_MAX = 1_000

const name = z.string().min(1).max(200)
const counts = z.array(z.number()).min(1).max(LIST_MAX)
const milliseconds = z.number().nullable().optional()

const statedTraffic = z.strictObject({
  perSecond: z.number(),
  promptTokens: z.number(),
  promptSd: z.number().optional(),
  outputTokens: z.number(),
  outputSd: z.number().optional(),
  variation: z.number().optional(),
  requestCount: z.number().optional(),
  seed: z.number().optional(),
})

const traceTraffic = z.strictObject({
  trace: z.string().min(1).max(TEXT_CHARACTERS_MAX).meta({
    description: 'A trace as text, in any of the formats that are recognised.',
  }),
  name: name.optional(),
  sorts: z.boolean().optional(),
})

export const planSchema = z.strictObject({
  model: z.union([name, z.record(z.string(), z.unknown())]).meta({
    description: 'A known name, or the object of a config.json.',
  }),
  servedName: name.optional(),
  traffic: z.union([statedTraffic, traceTraffic]),
  devices: z.array(name).max(LIST_MAX).optional(),
  ownDevices: z.array(z.record(z.string(), z.unknown())).max(LIST_MAX).optional(),
  prices: z.record(name, z.number()).optional(),
  slo: z
    .strictObject({
      ttftMs: milliseconds,
      tpotMs: milliseconds,
      e2eMs: milliseconds,
      share: z.number().optional(),
    })
    .optional(),
  objective: z.string().max(20).optional(),
  failures: z.number().optional(),
  knobs: z
    .strictObject({
      tensorParallel: counts.optional(),
      pipelineParallel: counts.optional(),
      expertParallel: z.boolean().optional(),
      stepTokensMax: counts.optional(),
      sequencesMax: counts.optional(),
      memoryUtilization: z.number().optional(),
      splits: z.boolean().optional(),
      replicasMax: z.number().optional(),
      prefixCache: z.boolean().optional(),
    })
    .optional(),
  weights: z.array(name).min(1).max(20).optional(),
  kv: name.optional(),
})

export type PlanBody = z.output<typeof planSchema>

export const planOptionsAnswer = z.object({
  models: z.array(z.string()),
  devices: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      memoryBytes: z.number(),
      usdPerHour: z.number().nullable(),
      priceSource: z.string(),
    }),
  ),
  formats: z.array(z.string()),
  objectives: z.array(z.string()),
  definitions: z.record(z.string(), z.string()),
})
