/**
 * What has arrived of a file so far: its bytes in NAME.part, and beside them in NAME.part.json which version of the file they are of.
 *
 * Invariant: bytes of two versions are never joined. A part without a note, with a note that is damaged, or of another address is
 * begun anew. The hash runs along, so that a whole file is not read a second time.
 */

import { openSha256, type RunningSha256 } from '../../host/digest.ts'
import type { Disk, WritableFile } from '../../host/disk.ts'

/** How a server names a version of a file; null where it does not. */
export interface FileVersion {
  /** Strong entity tags only: a weak one does not promise equal bytes. */
  readonly tag: string | null
  readonly lastModified: string | null
}

interface PartNote extends FileVersion {
  readonly url: string
}

const READ_BYTES = 1 << 20

export class PartialFile {
  readonly path: string
  readonly #disk: Disk
  readonly #url: string
  #version: FileVersion | null = null
  #byteCount = 0
  #hash: RunningSha256 = openSha256()
  #file: WritableFile | null = null

  constructor(disk: Disk, targetPath: string, url: string) {
    this.#disk = disk
    this.#url = url
    this.path = `${targetPath}.part`
  }

  get byteCount(): number {
    return this.#byteCount
  }

  /** Of the bytes that are there; null: there are none. */
  get version(): FileVersion | null {
    return this.#version
  }

  /** Takes over what an earlier run left, where it is certain what it is. */
  async load(): Promise<void> {
    const note = await this.#readNote()
    if (note === null || note.url !== this.#url) return
    if (!(await this.#disk.exists(this.path))) return
    await using file = await this.#disk.openFile(this.path)
    for (let at = 0; at < file.byteCount; at += READ_BYTES) {
      this.#hash.put(await file.readAt(at, Math.min(READ_BYTES, file.byteCount - at)))
    }
    this.#byteCount = file.byteCount
    if (file.byteCount > 0) this.#version = { tag: note.tag, lastModified: note.lastModified }
  }

  /** Before the first byte of an answer: `isContinued` keeps what is there. */
  async begin(version: FileVersion, isContinued: boolean): Promise<void> {
    await this.pause()
    if (!isContinued) {
      this.#byteCount = 0
      this.#hash = openSha256()
    }
    this.#file = await this.#disk.openWritable(this.path, this.#byteCount)
    this.#version = version
    const note: PartNote = { url: this.#url, ...version }
    await this.#disk.writeAtomic(this.#notePath, `${JSON.stringify(note)}\n`)
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#file!.write(bytes)
    this.#hash.put(bytes)
    this.#byteCount += bytes.length
  }

  /** Closes the file; what is there stays. */
  async pause(): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.close()
  }

  /** 64 hex digits; nothing can be written afterwards. */
  async finish(): Promise<string> {
    await this.#file?.sync()
    await this.pause()
    return this.#hash.hex()
  }

  /** In the place of the target, in one step. */
  async moveTo(targetPath: string): Promise<void> {
    await this.#disk.rename(this.path, targetPath)
    await this.#disk.remove(this.#notePath)
  }

  async remove(): Promise<void> {
    await this.pause()
    await this.#disk.remove(this.path)
    await this.#disk.remove(this.#notePath)
    this.#byteCount = 0
    this.#version = null
    this.#hash = openSha256()
  }

  get #notePath(): string {
    return `${this.path}.json`
  }

  async #readNote(): Promise<PartNote | null> {
    if (!(await this.#disk.exists(this.#notePath))) return null
    try {
      const note = JSON.parse(await this.#disk.readText(this.#notePath)) as PartNote
      return typeof note?.url === 'string' ? note : null
    } catch {
      // A damaged note says nothing about the bytes beside it: they are fetched again.
      return null
    }
  }
}
