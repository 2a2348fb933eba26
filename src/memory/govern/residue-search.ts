/**
 * Whether anything of given content is left: in every table, in the store's files as bytes, and in further files (backups, exports).
 *
 * What living memory of others says too proves nothing when it lies in a file, so it is counted apart as shared; so are words that the
 * format itself uses. A whole text in a table that is not somebody else's memory is a residue, whatever else it may be. Tells places
 * and counts, never content. What the file system keeps of deleted files is out of reach.
 */

import { readChunks } from '../../host/read-chunks.ts'
import { checkScope, type Scope, scopeCovers } from '../../store/scope.ts'
import type { LivingText } from '../../store/stored-forgetting.ts'
import { checkText, invalidInput } from '../check-input.ts'
import type { MemoryCore } from '../memory-core.ts'
import { ByteSearch } from './byte-search.ts'
import type { ResidueFound, ResidueInput, ResidueReport } from './governance.ts'
import { type NeedleSet, needleSetOf } from './needle-set.ts'

/** Contents of one search. */
export const NEEDLES_MAX = 1_000_000
/** What is looked for in one pass over everything; more takes more passes. */
const PASS_NEEDLES = 20_000
const PASS_CHARACTERS = 4_000_000
const fileSuffixes = ['', '-wal', '-shm', '-journal'] as const

interface Place {
  readonly place: string
  readonly byteCount: number
  /** How often, by pattern. */
  readonly found: ReadonlyMap<number, number>
}

const encoder = new TextEncoder()

export async function searchResidues(
  core: MemoryCore,
  input: ResidueInput,
): Promise<ResidueReport> {
  const contents = checkNeedles(input.needles)
  const scope = input.scope === undefined ? null : checkScope(input.scope)
  const files = await filesOf(core, input.files ?? [])
  const residues = new Map<string, ResidueFound>()
  const searched = new Map<string, number>()
  let sharedCount = 0
  let shortCount = 0
  for (const some of passesOf(contents)) {
    const set = needleSetOf(some)
    const { places, shared } = await onePass(core, set, { scope, files })
    for (const place of places) {
      searched.set(place.place, place.byteCount)
      for (const found of residuesAt(place, set, shared)) {
        const key = `${found.kind} ${found.place}`
        const count = (residues.get(key)?.count ?? 0) + found.count
        residues.set(key, { ...found, count })
      }
    }
    sharedCount += shared.size
    shortCount += set.shortCount
  }
  return {
    residueCount: residues.size,
    residues: [...residues.values()],
    sharedCount,
    needleCount: contents.length - shortCount,
    shortCount,
    searched: [...searched].map(([place, byteCount]) => ({ place, byteCount })),
  }
}

function* passesOf(contents: readonly string[]): Generator<readonly string[]> {
  let some: string[] = []
  let characterCount = 0
  for (const content of contents) {
    some.push(content)
    characterCount += content.length
    if (some.length < PASS_NEEDLES && characterCount < PASS_CHARACTERS) continue
    yield some
    some = []
    characterCount = 0
  }
  if (some.length > 0) yield some
}

async function onePass(
  core: MemoryCore,
  set: NeedleSet,
  { scope, files }: { readonly scope: Scope | null; readonly files: readonly string[] },
): Promise<{ places: Place[]; shared: ReadonlySet<number> }> {
  const search = new ByteSearch(set.patterns)
  const { places, shared } = await inTables(core, search, { scope, set })
  for (const path of files) {
    const found = await search.countInPieces(readChunks(path))
    places.push({ place: path, byteCount: await core.host.disk.byteCount(path), found })
  }
  return { places, shared }
}

function checkNeedles(needles: readonly string[]): string[] {
  if (!Array.isArray(needles) || needles.length === 0) {
    throw invalidInput('needles', 'must be a list of texts')
  }
  if (needles.length > NEEDLES_MAX) {
    throw invalidInput('needles', `has ${needles.length} texts; the limit is ${NEEDLES_MAX}`)
  }
  return [...new Set(needles.map((needle, index) => checkText(needle, `needles[${index}]`)))]
}

/** The store's own files that are there, then the others. */
async function filesOf({ host, store }: MemoryCore, others: readonly string[]): Promise<string[]> {
  const { path } = await store.stats()
  const own: string[] = []
  if (path !== ':memory:') {
    for (const suffix of fileSuffixes) {
      if (await host.disk.exists(path + suffix)) own.push(path + suffix)
    }
  }
  return [...own, ...others]
}

interface Asked {
  readonly scope: Scope | null
  readonly set: NeedleSet
}

/** Tables with what was found there, and the patterns that living others hold too. */
async function inTables(
  { store }: MemoryCore,
  search: ByteSearch,
  asked: Asked,
): Promise<{ places: Place[]; shared: Set<number> }> {
  const byTable = new Map<string, { byteCount: number; found: Map<number, number> }>()
  const shared = new Set<number>()
  for await (const living of store.texts()) {
    const bytes = encoder.encode(living.text)
    const table = byTable.get(living.table) ?? { byteCount: 0, found: new Map() }
    byTable.set(living.table, table)
    table.byteCount += bytes.length
    for (const [pattern, count] of search.countIn(bytes)) {
      if (isOthers(living, pattern, asked)) shared.add(pattern)
      else table.found.set(pattern, (table.found.get(pattern) ?? 0) + count)
    }
  }
  const places = [...byTable].map(([table, counts]) => ({ place: `table ${table}`, ...counts }))
  return { places, shared }
}

/** Memory of somebody else; or a word, not a text, in a table that holds names of the format and of scopes. */
function isOthers(
  { table, scope }: LivingText,
  pattern: number,
  { scope: asked, set }: Asked,
): boolean {
  if (table === 'sqlite_schema') return true
  if (table === 'payloads') return asked !== null && scope !== null && !scopeCovers(asked, scope)
  return set.needles[pattern]!.kind !== 'text'
}

function residuesAt(place: Place, set: NeedleSet, shared: ReadonlySet<number>): ResidueFound[] {
  const counts = new Map<ResidueFound['kind'], number>()
  for (const [pattern, count] of place.found) {
    if (shared.has(pattern)) continue
    const { kind } = set.needles[pattern]!
    counts.set(kind, (counts.get(kind) ?? 0) + count)
  }
  return [...counts].map(([kind, count]) => ({ place: place.place, kind, count }))
}
