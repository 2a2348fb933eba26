/** Every thread that docs/internals/complaints.md names is in the name of a test of this folder, and all twenty complaints are there. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listFiles, readFile } from '../tidy/source-file.ts'

const rows = readFile('docs/internals/complaints.md')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(1)
  .map((line) => line.split('|').map((cell) => cell.trim()))

/** `mem0 #1, #2, mastra #3:` names mem0 #1, mem0 #2 and mastra #3; a name without a number stands for itself. */
function threadsIn(names: string): string[] {
  let project = ''
  const plain = names.replace(/^(?:\[[^\]]*\] )+/, '')
  return plain.split(', ').map((one) => {
    if (one.startsWith('#')) return `${project} ${one}`
    project = one.replace(/ #\d+$/, '')
    return one
  })
}

test('every thread has its test', () => {
  assert.equal(rows.length, 20)
  const sources = listFiles('test/complaints').filter((path) => path.endsWith('.test.ts'))
  const texts = sources.map((path) => readFile(path)).join('\n')
  const quoted = [
    ...texts.matchAll(/['"`]([^'"`\n:]+#\d[^'"`\n:]*|memobase, MemOS, Zep|graphiti)(?=[:'"`])/g),
  ]
  const named = new Set(quoted.flatMap(([, names]) => threadsIn(names!)))
  const threads = rows.flatMap(([, , cell]) => cell!.split(', '))
  assert.deepEqual(
    threads.filter((thread) => !named.has(thread)),
    [],
  )
  assert.ok(threads.length > 60)
})
