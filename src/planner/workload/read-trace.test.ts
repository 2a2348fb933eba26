/** Traces: each format by content, and every file that cannot be a trace. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { traceFormatOf } from './format-registry.ts'
import { readTrace } from './read-trace.ts'
import { openTraceReport, type TraceReport, type TraceRequest } from './trace-request.ts'

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n')
}

async function read(
  text: string,
  options: { sorts?: boolean; requestsMax?: number } = {},
): Promise<{ requests: TraceRequest[]; report: TraceReport }> {
  const report = openTraceReport()
  const requests: TraceRequest[] = []
  const source = { lines: linesOf(text), path: 'trace', ...options }
  for await (const request of readTrace(source, report)) requests.push(request)
  return { requests, report }
}

const numbers = ({ arrivalMs, promptTokens, outputTokens }: TraceRequest): number[] => [
  arrivalMs,
  promptTokens,
  outputTokens,
]

test('[BURST-TRACE-1] BurstGPT is read by the names of its columns, in both releases, and failures are left out and counted', async () => {
  const old = 'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n'
  const six = `${old}5,ChatGPT,472,18,490,Conversation log\n45,ChatGPT,1087,230,1317,Conversation log\n50,GPT-4,9,0,9,API log\n`
  const first = await read(six)
  assert.deepEqual(first.requests.map(numbers), [
    [0, 472, 18],
    [40_000, 1087, 230],
  ])
  assert.deepEqual(first.report.leftOut, { 'failed: no tokens in the answer': 1 })
  const head =
    'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n'
  const { requests } = await read(`${head}5,s1,1.5,ChatGPT,472,18,490,Conversation log\n`)
  assert.deepEqual(
    [requests[0]!.session, requests[0]!.measuredMs, requests[0]!.promptTokens],
    ['s1', 1500, 472],
  )
})

test('Azure, Vidur and APEX tables are read, times from the first request on', async () => {
  const azure = await read(
    '\uFEFFTIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109',
  )
  assert.equal(azure.report.format, 'azure')
  assert.equal(azure.requests[1]!.arrivalMs.toFixed(3), '4314.579')
  const vidur = await read(
    'arrived_at,num_prefill_tokens,num_decode_tokens\n0.0,374,44\n4.314579,396,109\n',
  )
  assert.equal(vidur.requests[1]!.arrivalMs.toFixed(3), '4314.579')
  const apex = await read(
    'ContextTokens,GeneratedTokens,RequestID,TotalTokens,StartTimeOffset\n156,67,a,223,197890289\n1,2,b,3,1500203480\n',
  )
  assert.equal(apex.report.format, 'apex')
  assert.equal(apex.requests[1]!.arrivalMs.toFixed(2), '1302.31')
})

test('Mooncake carries the blocks of its prompts, LLMServingSim nanoseconds', async () => {
  const { requests } = await read(
    '{"timestamp": 7, "input_length": 600, "output_length": 5, "hash_ids": [0, 9]}\n',
  )
  assert.deepEqual([[...requests[0]!.blocks!], requests[0]!.blockTokens], [[0, 9], 512])
  const sim = await read('{"input_toks":3,"output_toks":4,"arrival_time_ns":2000000}\n')
  assert.deepEqual([sim.report.format, numbers(sim.requests[0]!)], ['llmservingsim', [0, 3, 4]])
})

test('agent sessions keep their pauses, sub-agents are sessions of their own, blocks of two sessions never meet', async () => {
  const session = (id: string): string =>
    JSON.stringify({
      id,
      block_size: 64,
      requests: [
        { t: 0, type: 'n', in: 130, out: 5, think_time: 0, api_time: 2, hash_runs: [[1, 3]] },
        {
          type: 'subagent',
          agent_id: 'sub',
          requests: [{ t: 3, type: 'n', in: 64, out: 1, hash_runs: [[1, 1]] }],
        },
        {
          t: 9,
          type: 's',
          in: 200,
          out: 7,
          think_time: 7,
          hash_runs: [
            [1, 2],
            [8, 1],
          ],
        },
      ],
    })
  const { requests, report } = await read(`${session('a')}\n${session('b')}\n`)
  assert.equal(report.requestCount, 6)
  assert.deepEqual([...new Set(requests.map((one) => one.session))], ['a', 'b', 'a/sub', 'b/sub'])
  const last = requests.filter((one) => one.session === 'a').at(-1)!
  assert.deepEqual([last.gapMs, [...last.blocks!]], [7000, [1, 2, 8]])
  const own = (name: string): number[] =>
    requests.filter((one) => one.session === name).flatMap(({ blocks }) => [...blocks!])
  assert.deepEqual(
    own('b').filter((block) => own('a').includes(block)),
    [],
  )
})

test('spans of calls to models are requests in the order of their start, spans of tools are not', async () => {
  const span = (start: string, end: string, attributes: object[]): object => ({
    traceId: 'f00',
    startTimeUnixNano: start,
    endTimeUnixNano: end,
    attributes,
  })
  const usage = (input: number, output: number): object[] => [
    { key: 'gen_ai.usage.input_tokens', value: { intValue: String(input) } },
    { key: 'gen_ai.usage.output_tokens', value: { intValue: output } },
    { key: 'gen_ai.conversation.id', value: { stringValue: 'talk' } },
  ]
  const line = (spans: object[]): string =>
    JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
  const late = span('1700000002000000000', '1700000003500000000', usage(20, 2))
  const early = span('1700000001000000000', '1700000001250000000', usage(10, 1))
  const tool = span('1700000001000000000', '1700000001000000001', [])
  const { requests, report } = await read(
    `${line([late, tool])}\n${line([tool])}\n${line([early])}\n`,
  )
  assert.deepEqual(requests.map(numbers), [
    [0, 10, 1],
    [1000, 20, 2],
  ])
  assert.deepEqual([requests[1]!.session, requests[1]!.measuredMs], ['talk', 1500])
  assert.deepEqual(report.leftOut, { 'export without a call to a model': 1 })
})

const azureHead = 'TIMESTAMP,ContextTokens,GeneratedTokens\n'
const vidurHead = 'arrived_at,num_prefill_tokens,num_decode_tokens\n'
const wrong: readonly (readonly [string, string, 'TRACE_INVALID' | 'TRACE_UNKNOWN', string])[] = [
  ['nothing', '', 'TRACE_INVALID', 'empty'],
  ['blank lines alone', '\n \n', 'TRACE_INVALID', 'empty'],
  ['a header alone', azureHead, 'TRACE_INVALID', 'no request'],
  ['another table', 'a,b\n1,2\n', 'TRACE_UNKNOWN', 'begins with'],
  ['prose', 'Call me Ishmael.\n', 'TRACE_UNKNOWN', 'begins with'],
  ['other JSON', '{"rows": []}\n', 'TRACE_UNKNOWN', 'begins with'],
  ['bytes of a picture', '\u0089PNG\r\n', 'TRACE_UNKNOWN', 'begins with'],
  ['times that go back', `${vidurHead}5,1,1\n4,1,1\n`, 'TRACE_INVALID', 'line 3'],
  ['a negative length', `${vidurHead}5,-1,1\n`, 'TRACE_INVALID', 'line 2'],
  ['a negative time', `${vidurHead}-5,1,1\n`, 'TRACE_INVALID', 'line 2'],
  ['half a token', `${vidurHead}5,1.5,1\n`, 'TRACE_INVALID', 'line 2'],
  ['a length beyond any model', `${vidurHead}5,1e12,1\n`, 'TRACE_INVALID', 'line 2'],
  ['no number', `${vidurHead}5,many,1\n`, 'TRACE_INVALID', 'line 2'],
  ['an infinite time', `${vidurHead}1e999,1,1\n`, 'TRACE_INVALID', 'line 2'],
  ['a row that is cut', `${vidurHead}5,1,1\n6,1\n`, 'TRACE_INVALID', 'line 3'],
  ['an open quote', `${vidurHead}5,"1,1\n`, 'TRACE_INVALID', 'line 2'],
  ['a day that is none', `${azureHead}2023-13-40 18:15:46,1,1\n`, 'TRACE_INVALID', 'line 2'],
  [
    'JSON that is cut',
    '{"timestamp":0,"input_length":1,"output_length":1,"hash_ids":[0]}\n{"timest',
    'TRACE_INVALID',
    'line 2',
  ],
  [
    'more blocks than tokens',
    '{"timestamp":0,"input_length":1,"output_length":1,"hash_ids":[0,1]}\n',
    'TRACE_INVALID',
    'line 1',
  ],
  [
    'blocks that are no ids',
    '{"timestamp":0,"input_length":1,"output_length":1,"hash_ids":["x"]}\n',
    'TRACE_INVALID',
    'line 1',
  ],
]
for (const [name, text, code, says] of wrong) {
  test(`a trace of ${name} is refused`, async () => {
    await assert.rejects(
      read(text),
      (error) => LociError.is(error, code) && error.message.includes(says),
    )
  })
}

test('a trace out of order is put in order when asked, and one beyond the limit is refused', async () => {
  const text = `${vidurHead}5,1,1\n4,2,1\n9,3,1\n`
  const { requests } = await read(text, { sorts: true })
  assert.deepEqual(requests.map(numbers), [
    [0, 2, 1],
    [1000, 1, 1],
    [5000, 3, 1],
  ])
  await assert.rejects(read(text, { sorts: true, requestsMax: 2 }), (error) =>
    LociError.is(error, 'TRACE_TOO_LARGE'),
  )
})

test('a trace is streamed: the first request is there before the second line is read', async () => {
  let taken = 0
  async function* lines(): AsyncGenerator<string> {
    for (const line of [vidurHead.trim(), '0,1,1', '1,1,1', 'damaged']) {
      taken += 1
      yield line
    }
  }
  for await (const request of readTrace({ lines: lines(), path: 'stream' }, openTraceReport())) {
    assert.equal(request.promptTokens, 1)
    break
  }
  assert.equal(taken, 2)
})

test('a table that has all columns of two formats is the narrower one', () => {
  assert.equal(
    traceFormatOf('ContextTokens,GeneratedTokens,RequestID,TotalTokens,StartTimeOffset')?.name,
    'apex',
  )
})
