/** A trace by its path: unpacked while it is read, one chunk in memory at a time. Throws what read-trace.ts says, and FILE_NOT_FOUND. */

import { readChunks } from '../../host/read-chunks.ts'
import { readLines } from '../../host/read-lines.ts'
import { readTrace } from './read-trace.ts'
import type { TraceReport, TraceRequest } from './trace-request.ts'

export function openTraceFile(
  path: string,
  report: TraceReport,
  options: { readonly sorts?: boolean; readonly requestsMax?: number } = {},
): AsyncGenerator<TraceRequest> {
  return readTrace({ lines: readLines(readChunks(path), path), path, ...options }, report)
}
