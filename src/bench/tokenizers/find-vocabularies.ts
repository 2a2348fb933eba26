/**
 * Vocabularies with expected ids, of whatever kind lie in a folder and the folders in it.
 *
 * `NAME.gguf` with texts in `NAME.gguf.inp` and ids in `NAME.gguf.out` (as llama.cpp keeps them); `ENCODING.tiktoken` with the cases of any
 * `TestPlans*.txt`; a table and merges (`encoder.json` with `vocab.bpe`, `gpt2_vocab.json` with `gpt2_merges.txt`), which are compared with
 * the cases of llama-bpe and gpt-2. Any of them may be gzipped. A vocabulary without cases is found too: it can be opened and read back.
 */

import type { Disk } from '../../host/disk.ts'
import { GgufMetadata } from '../../model/gguf/gguf-metadata.ts'
import { type GgufEntry, StringTable } from '../../model/gguf/gguf-value.ts'
import { openTokenizerFile } from '../../model/tokenizer/open-tokenizer-file.ts'
import { openTiktoken, tiktokenEncodings } from '../../model/tokenizer/tiktoken.ts'
import type { Tokenizer } from '../../model/tokenizer/tokenizer.ts'
import { openTokenizer } from '../../model/tokenizer/tokenizer-registry.ts'

export interface TokenizerCase {
  readonly text: string
  readonly ids: readonly number[]
}

export interface FoundVocabulary {
  readonly name: string
  readonly cases: readonly TokenizerCase[]
  open(): Promise<Tokenizer>
}

const SEPARATOR = '\n__ggml_vocab_test__\n'
const PLAN = /EncodingName: (\w+)\nSample: ([\s\S]*?)\nEncoded: \[([^\]]*)\]/g

/** A folder's files by the path without `.gz`. */
class DataFiles {
  readonly #disk: Disk
  readonly #paths: ReadonlyMap<string, string>

  constructor(disk: Disk, paths: readonly string[]) {
    this.#disk = disk
    this.#paths = new Map(paths.map((path) => [path.replace(/\.gz$/, ''), path]))
  }

  matching(pattern: RegExp): string[] {
    return [...this.#paths.keys()].filter((path) => pattern.test(path)).sort()
  }

  has(path: string): boolean {
    return this.#paths.has(path)
  }

  pathOf(path: string): string {
    return this.#paths.get(path)!
  }

  async text(path: string): Promise<string> {
    const bytes = await this.#disk.readBytes(this.pathOf(path))
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function idsOf(text: string, separator: string): number[] {
  return text
    .split(separator)
    .filter((word) => word.trim() !== '')
    .map(Number)
}

/** A line of ids a text, in order; an empty line is a text of no ids. */
async function casesBeside(files: DataFiles, stem: string): Promise<TokenizerCase[]> {
  if (!files.has(`${stem}.inp`) || !files.has(`${stem}.out`)) return []
  const lines = (await files.text(`${stem}.out`)).replace(/\n$/, '').split('\n')
  const texts = (await files.text(`${stem}.inp`)).split(SEPARATOR)
  return texts
    .slice(0, lines.length)
    .map((text, index) => ({ text, ids: idsOf(lines[index]!, ' ') }))
}

async function modelFiles(disk: Disk, files: DataFiles): Promise<FoundVocabulary[]> {
  return Promise.all(
    files.matching(/\.gguf$/).map(async (path) => ({
      name: nameOf(path),
      cases: await casesBeside(files, path),
      open: () => openTokenizerFile(disk, files.pathOf(path)),
    })),
  )
}

async function planCases(files: DataFiles): Promise<Map<string, TokenizerCase[]>> {
  const byName = new Map<string, TokenizerCase[]>()
  for (const path of files.matching(/TestPlans[^/]*\.txt$/)) {
    const plan = (await files.text(path)).replaceAll('\r\n', '\n')
    for (const [, name = '', text = '', ids = ''] of plan.matchAll(PLAN)) {
      const cases = byName.get(name) ?? []
      byName.set(name, cases)
      cases.push({ text, ids: idsOf(ids, ',') })
    }
  }
  return byName
}

/** One file may serve several encodings: p50k_edit is p50k_base with more special tokens. */
async function tiktokenFiles(files: DataFiles): Promise<FoundVocabulary[]> {
  const plans = await planCases(files)
  return files.matching(/\.tiktoken$/).flatMap((path) => {
    const file = nameOf(path).replace(/\.tiktoken$/, '')
    const names = file === 'p50k_base' ? [file, 'p50k_edit'] : [file]
    return names
      .filter((name) => Object.hasOwn(tiktokenEncodings, name))
      .map((name) => ({
        name: `${name}.tiktoken`,
        cases: plans.get(name) ?? [],
        open: async () => openTiktoken(name, await files.text(path)),
      }))
  })
}

function textsEntry(items: readonly string[]): GgufEntry {
  return { type: 'array', value: { elementType: 'string', items: StringTable.of(items) } }
}

function openMerges(table: string, merges: string, pre: string): Tokenizer {
  const tokens: string[] = []
  for (const [piece, id] of Object.entries<number>(JSON.parse(table))) tokens[id] = piece
  const lines = merges.split('\n').filter((line) => line.trim() !== '' && !/^#version/.test(line))
  const entries: [string, GgufEntry][] = [
    ['tokenizer.ggml.model', { type: 'string', value: 'gpt2' }],
    ['tokenizer.ggml.pre', { type: 'string', value: pre }],
    ['tokenizer.ggml.tokens', textsEntry(Array.from(tokens, (piece) => piece ?? ''))],
    ['tokenizer.ggml.merges', textsEntry(lines)],
  ]
  return openTokenizer(new GgufMetadata(new Map(entries)))
}

const mergeFormats = [
  { table: /encoder\.json$/, merges: 'vocab.bpe', pre: 'llama-bpe' },
  { table: /gpt2_vocab\.json$/, merges: 'gpt2_merges.txt', pre: 'gpt-2' },
] as const

async function mergeFiles(files: DataFiles): Promise<FoundVocabulary[]> {
  const found: FoundVocabulary[] = []
  for (const { table, merges, pre } of mergeFormats) {
    const stem = files.matching(new RegExp(`ggml-vocab-${pre}\\.gguf\\.inp$`))[0]
    const cases = stem === undefined ? [] : await casesBeside(files, stem.replace(/\.inp$/, ''))
    for (const path of files.matching(table)) {
      const other = path.replace(table, merges)
      if (!files.has(other)) continue
      const open = async (): Promise<Tokenizer> =>
        openMerges(await files.text(path), await files.text(other), pre)
      found.push({ name: `${nameOf(path)} as ${pre}`, cases, open })
    }
  }
  return found
}

export async function findVocabularies(disk: Disk, folder: string): Promise<FoundVocabulary[]> {
  const names = await disk.list(folder)
  const paths = names.filter((name) => !name.endsWith('/'))
  for (const inner of names.filter((name) => name.endsWith('/'))) {
    const files = await disk.list(`${folder}/${inner}`)
    paths.push(...files.filter((name) => !name.endsWith('/')).map((name) => `${inner}${name}`))
  }
  const files = new DataFiles(
    disk,
    paths.map((path) => `${folder}/${path}`),
  )
  return [
    ...(await modelFiles(disk, files)),
    ...(await tiktokenFiles(files)),
    ...(await mergeFiles(files)),
  ]
}
