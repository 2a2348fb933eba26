/**
 * HELM's idealized runtimes, to the printed digit: the published values of each model, and the rule between them on its own.
 *
 * Input is the table of a HELM release ({model: {runtime_per_output_token, runtime_for_prompt_tokens}}). A model with published values
 * is compared with those; every model, known or not, with the rule written out a second time.
 */

import { LociError } from '../../errors.ts'
import { idealizedRuntime, type RuntimeTable } from '../../planner/cost/idealized-runtime.ts'
import type { PaperCase, PaperPart } from './part.ts'

/** g, F(512), F(1024), F(1920) in seconds, three digits each. */
type Published = readonly [string, string, string, string]

const published: readonly (readonly [RegExp, Published])[] = [
  [/\/ada$/, ['0.019', '0.025', '0.030', '0.041']],
  [/\/(?:davinci|opt-175b)$/, ['0.081', '0.178', '0.323', '0.597']],
  [/\/(?:j1-large|curie|TNLGv2_7B)$/, ['0.024', '0.047', '0.089', '0.167']],
  [/\/j1-grande$/, ['0.038', '0.097', '0.190', '0.380']],
  [/\/j1-jumbo$/, ['0.064', '0.164', '0.310', '0.603']],
  [/\/gpt-?j[-_]6b$/, ['0.021', '0.042', '0.076', '0.142']],
  [/\/gpt-neox?-20b$/, ['0.033', '0.114', '0.234', '0.442']],
  [/\/TNLGv2_530B$/, ['0.123', '0.490', '0.951', '1.852']],
  [
    /^(?:anthropic|cohere)\/(?:.*xlarge.*|stanford-online.*)$/,
    ['0.054', '0.108', '0.189', '0.342'],
  ],
  [/\/bloom$/, ['0.061', '0.191', '0.347', '0.669']],
  [/\/opt-66b$/, ['0.055', '0.126', '0.246', '0.508']],
  [/\/yalm$/, ['0.068', '0.284', '0.527', '1.006']],
]
const PROMPTS = [512, 1024, 1920]

export function isHelmStart(start: string): boolean {
  return (
    start.includes('"runtime_per_output_token"') && start.includes('"runtime_for_prompt_tokens"')
  )
}

type Fields = Readonly<Record<string, unknown>>

export function readHelm(text: string, path: string): Map<string, RuntimeTable> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw new LociError('COST_TABLE_INVALID', `${path} is not JSON`, { cause })
  }
  const tables = new Map<string, RuntimeTable>()
  for (const [model, value] of Object.entries(parsed as Fields)) {
    const { runtime_per_output_token: perToken, runtime_for_prompt_tokens: byPrompt } =
      value as Fields
    const promptSeconds = Object.entries((byPrompt ?? {}) as Fields)
      .map(([tokens, seconds]): [number, number] => [Number(tokens), Number(seconds)])
      .sort((a, b) => a[0] - b[0])
    const isTable =
      typeof perToken === 'number' &&
      promptSeconds.length > 0 &&
      promptSeconds.every(([tokens, seconds]) => tokens > 0 && seconds > 0)
    if (!isTable) throw new LociError('COST_TABLE_INVALID', `${path}: no runtimes for ${model}`)
    tables.set(model, { secondsPerToken: perToken, promptSeconds })
  }
  return tables
}

/** The rule once more, as a loop over the table: round the prompt up to a measured one, take its share. */
function ruleWrittenOut(table: RuntimeTable, prompt: number, output: number): number {
  let entry = table.promptSeconds[0]!
  for (const next of table.promptSeconds) {
    if (entry[0] >= prompt) break
    entry = next
  }
  const first = (entry[1] * prompt) / entry[0]
  return output === 0 ? first : first + (output - 1) * table.secondsPerToken
}

function casesOf(model: string, table: RuntimeTable): PaperCase[] {
  const cases: PaperCase[] = []
  const known = published.find(([pattern]) => pattern.test(model))?.[1]
  if (known !== undefined) {
    const g = idealizedRuntime(table, 512, 2) - idealizedRuntime(table, 512, 1)
    const got = [g, ...PROMPTS.map((prompt) => idealizedRuntime(table, prompt, 1))]
    for (const [index, seconds] of got.entries()) {
      const name = index === 0 ? `${model}: a further token` : `${model}: F(${PROMPTS[index - 1]})`
      cases.push({ name, got: seconds.toFixed(3), expected: known[index]! })
    }
  }
  for (const prompt of [1, 100, 500, 1537, 1920, 4000]) {
    for (const output of [0, 1, 64]) {
      const got = idealizedRuntime(table, prompt, output).toFixed(9)
      const expected = ruleWrittenOut(table, prompt, output).toFixed(9)
      cases.push({ name: `${model}: T(${prompt}, ${output})`, got, expected })
    }
  }
  return cases
}

export function helmPart(tables: ReadonlyMap<string, RuntimeTable>): PaperPart {
  return { name: 'helm', cases: [...tables].flatMap(([model, table]) => casesOf(model, table)) }
}

/** A run without data: the published values of two models, as a table of three prompts. */
export function publishedTables(): Map<string, RuntimeTable> {
  const tables = new Map<string, RuntimeTable>()
  for (const model of ['openai/ada', 'openai/davinci']) {
    const [g, ...seconds] = published.find(([pattern]) => pattern.test(model))![1]
    const promptSeconds = seconds.map((one, at): [number, number] => [PROMPTS[at]!, Number(one)])
    tables.set(model, { secondsPerToken: Number(g), promptSeconds })
  }
  return tables
}
