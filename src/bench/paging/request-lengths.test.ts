/** Lengths from a table that is recognised by its columns, and draws that keep the quantiles. */

import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { LociError } from '../../errors.ts'
import { nodeDisk } from '../../host/node-disk.ts'
import { drawnLengths, parseTrace, readLengths } from './request-lengths.ts'

test('a trace is known by its columns, wherever they stand', () => {
  assert.deepEqual(parseTrace('GeneratedTokens,x,ContextTokens\r\n5,a,7\n0,a,7\nb,a,c\n6,a,8'), [
    { promptTokens: 7, answerTokens: 5 },
    { promptTokens: 8, answerTokens: 6 },
  ])
  assert.equal(parseTrace('TIMESTAMP,ContextTokens\n1,2'), null)
  assert.equal(parseTrace(''), null)
})

test('of several traces the one with the longest answers is read, gzipped or not', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'lengths-'))
  t.after(() => rm(folder, { recursive: true }))
  await assert.rejects(readLengths(nodeDisk, folder), (error) =>
    LociError.is(error, 'BENCH_DATA_MISSING'),
  )
  const head = 'TIMESTAMP,ContextTokens,GeneratedTokens\n'
  await mkdir(join(folder, 'inner'))
  await writeFile(join(folder, 'code.csv'), `${head}x,2000,10\n`)
  await writeFile(join(folder, 'inner', 'talk.csv.gz'), gzipSync(`${head}x,900,200`))
  await writeFile(join(folder, 'other.csv'), 'a,b\n1,2\n')
  const { lengths, source, dataSha256 } = await readLengths(nodeDisk, folder)
  assert.deepEqual(lengths, [{ promptTokens: 900, answerTokens: 200 }])
  assert.equal(source, '1 requests of inner/talk.csv.gz')
  assert.equal(dataSha256?.length, 64)
})

test('draws have the quantiles they are drawn from', () => {
  const seed = 3
  const { lengths } = drawnLengths(20_000, seed)
  const mean = (of: (one: (typeof lengths)[number]) => number): number =>
    lengths.reduce((sum, one) => sum + of(one), 0) / lengths.length
  // The means of the quantile tables are 1,146.8 and 209.9.
  assert.ok(Math.abs(mean((one) => one.promptTokens) - 1_147) < 40, `seed ${seed}`)
  assert.ok(Math.abs(mean((one) => one.answerTokens) - 210) < 8, `seed ${seed}`)
  assert.deepEqual(drawnLengths(5, seed).lengths, lengths.slice(0, 5))
})
