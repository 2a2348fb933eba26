/** Lines as a stream of bytes, each ended by a line break, read no faster than they are taken. */

export function lineStream(lines: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const iterator = lines[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const step = await iterator.next()
      if (step.done === true) controller.close()
      else controller.enqueue(encoder.encode(`${step.value}\n`))
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}
