/** Files as an interface. Errors leave as FILE_NOT_FOUND, FILE_UNREADABLE or FILE_WRITE_FAILED. */

/** A file that is read by position. Its size is the one it had when it was opened. */
export interface OpenFile {
  readonly path: string
  readonly byteCount: number
  /** Exactly `byteCount` bytes in a buffer of their own, or FILE_UNREADABLE. */
  readAt(position: number, byteCount: number): Promise<Uint8Array>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A file that grows at its end. */
export interface WritableFile {
  write(bytes: Uint8Array): Promise<void>
  /** Resolves when what was written would survive a power failure. */
  sync(): Promise<void>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface Disk {
  /** The whole file, gunzipped when its name ends in `.gz`. */
  readBytes(path: string): Promise<Uint8Array>
  readText(path: string): Promise<string>
  /** For files that are too large to hold; gzip is not unpacked. */
  openFile(path: string): Promise<OpenFile>
  /** Writes beside the target, syncs, then renames: a reader sees the old file or the new one, never half. */
  writeAtomic(path: string, content: string | Uint8Array): Promise<void>
  /** A file to be written on behind its first `keptByteCount` bytes; the rest is cut off. Made, with its folder, when absent. */
  openWritable(path: string, keptByteCount: number): Promise<WritableFile>
  exists(path: string): Promise<boolean>
  /** File size in bytes. */
  byteCount(path: string): Promise<number>
  /** Names in a folder, sorted; folders end in "/". */
  list(path: string): Promise<string[]>
  makeFolder(path: string): Promise<void>
  remove(path: string): Promise<void>
  /** Puts the file `from` in the place of `to` in one step: a reader sees the one or the other. */
  rename(from: string, to: string): Promise<void>
}
