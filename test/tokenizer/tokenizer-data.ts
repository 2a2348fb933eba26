/** The vocabularies with expected ids beside the checkout, of whatever kind lie there: model files, tiktoken files, merges with a table. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createBytesFile } from '../../src/host/bytes-file.ts'
import { GgufMetadata } from '../../src/model/gguf/gguf-metadata.ts'
import type { GgufEntry } from '../../src/model/gguf/gguf-value.ts'
import { StringTable } from '../../src/model/gguf/gguf-value.ts'
import { readGguf } from '../../src/model/gguf/open-gguf.ts'
import { openTiktoken, tiktokenEncodings } from '../../src/model/tokenizer/tiktoken.ts'
import type { Tokenizer } from '../../src/model/tokenizer/tokenizer.ts'
import { openTokenizer } from '../../src/model/tokenizer/tokenizer-registry.ts'

export const dataFolder = new URL('../../../shared/data/tokenizers/', import.meta.url).pathname

const SEPARATOR = '\n__ggml_vocab_test__\n'

export interface TokenizerCase {
  readonly text: string
  readonly ids: readonly number[]
}

export interface FoundVocabulary {
  readonly name: string
  /** Empty for a vocabulary without expected ids: it is opened and read back. */
  readonly cases: readonly TokenizerCase[]
  open(): Promise<Tokenizer>
}

export function readBytes(path: string): Uint8Array {
  const bytes = readFileSync(path)
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

function readText(path: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(readBytes(path))
}

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .sort()
}

/** The path with or without `.gz`, whichever is there. */
function packedOrNot(path: string): string | undefined {
  return [path, `${path}.gz`].find(existsSync)
}

export async function metadataOf(path: string): Promise<GgufMetadata> {
  const file = await readGguf(createBytesFile(readBytes(path), basename(path)))
  return file.metadata
}

/** Texts and ids as the vocabularies of llama.cpp have them beside them. */
function casesBeside(stem: string): TokenizerCase[] {
  const texts = packedOrNot(`${stem}.inp`)
  const ids = packedOrNot(`${stem}.out`)
  if (texts === undefined || ids === undefined) return []
  const lines = readText(ids).replace(/\n$/, '').split('\n')
  return readText(texts)
    .split(SEPARATOR)
    .slice(0, lines.length)
    .map((text, index) => ({
      text,
      ids: lines[index]!.trim().split(' ').filter(Boolean).map(Number),
    }))
}

function modelFiles(paths: readonly string[]): FoundVocabulary[] {
  return paths
    .filter((path) => /\.gguf(\.gz)?$/.test(path))
    .map((path) => {
      const stem = path.replace(/\.gz$/, '')
      return {
        name: basename(stem),
        cases: casesBeside(stem),
        open: async () => openTokenizer(await metadataOf(path)),
      }
    })
}

/** `Sample` may have several lines: it ends where `Encoded` begins. */
function planCases(paths: readonly string[]): Map<string, TokenizerCase[]> {
  const byName = new Map<string, TokenizerCase[]>()
  const plan = /EncodingName: (\w+)\nSample: ([\s\S]*?)\nEncoded: \[([^\]]*)\]/g
  for (const path of paths.filter((one) => /TestPlans\w*\.txt(\.gz)?$/.test(one))) {
    for (const [, name, text, ids] of readText(path).replaceAll('\r\n', '\n').matchAll(plan)) {
      const cases = byName.get(name!) ?? []
      byName.set(name!, cases)
      cases.push({
        text: text!,
        ids: ids!
          .split(',')
          .filter((id) => id.trim())
          .map(Number),
      })
    }
  }
  return byName
}

/** One file may serve several encodings: p50k_edit is p50k_base with more special tokens. */
function tiktokenFiles(paths: readonly string[]): FoundVocabulary[] {
  const plans = planCases(paths)
  return paths
    .filter((path) => /\.tiktoken(\.gz)?$/.test(path))
    .flatMap((path) => {
      const file = basename(path).replace(/\.tiktoken(\.gz)?$/, '')
      const names = file === 'p50k_base' ? [file, 'p50k_edit'] : [file]
      return names
        .filter((name) => name in tiktokenEncodings)
        .map((name) => ({
          name: `${name}.tiktoken`,
          cases: plans.get(name) ?? [],
          open: async () => openTiktoken(name, readText(path)),
        }))
    })
}

function entriesOf(values: Record<string, string | readonly string[]>): Map<string, GgufEntry> {
  const entries = Object.entries(values).map(([key, value]): [string, GgufEntry] => [
    `tokenizer.ggml.${key}`,
    typeof value === 'string'
      ? { type: 'string', value }
      : { type: 'array', value: { elementType: 'string', items: StringTable.of(value) } },
  ])
  return new Map(entries)
}

/** A table of ids and a list of merges, as GPT-2's first release had them. */
export function tokenizerOfMerges(table: string, merges: string, pre: string): Tokenizer {
  const ids: Record<string, number> = JSON.parse(readText(table))
  const tokens: string[] = []
  for (const [piece, id] of Object.entries(ids)) tokens[id] = piece
  const lines = readText(merges)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#version'))
  const values = {
    model: 'gpt2',
    pre,
    tokens: Array.from(tokens, (one) => one ?? ''),
    merges: lines,
  }
  return openTokenizer(new GgufMetadata(entriesOf(values)))
}

function mergeFiles(paths: readonly string[]): FoundVocabulary[] {
  return paths
    .filter((path) => /(?:gpt2_vocab|encoder)\.json(\.gz)?$/.test(path))
    .flatMap((path) => {
      const isGpt2 = basename(path).startsWith('gpt2')
      const other = path.replace(/(?:gpt2_vocab|encoder)\.json(\.gz)?$/, '')
      const merges = packedOrNot(`${other}${isGpt2 ? 'gpt2_merges.txt' : 'vocab.bpe'}`)
      if (merges === undefined) return []
      const [pre, like] = isGpt2 ? ['gpt-2', 'gpt-2'] : ['llama-bpe', 'llama-bpe']
      return [
        {
          name: `${pre} of ${basename(path)}`,
          cases: casesBeside(join(dataFolder, 'llama.cpp', `ggml-vocab-${like}.gguf`)),
          open: async () => tokenizerOfMerges(path, merges, pre),
        },
      ]
    })
}

export function findVocabularies(): FoundVocabulary[] {
  const paths = filesUnder(dataFolder)
  return [...modelFiles(paths), ...tiktokenFiles(paths), ...mergeFiles(paths)]
}
