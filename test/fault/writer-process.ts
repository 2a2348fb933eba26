/** A process that remembers numbered texts in calls of 1 to 10, and prints its last position: `writer-process.ts PATH NAME COUNT`. */

import { openAt } from './fault-kit.ts'

const [path = '', name = '', count = '0'] = process.argv.slice(2)
const { memory } = await openAt(path, { busyTimeoutMs: 60_000 })
let position = 0
for (let written = 0; written < Number(count); ) {
  const size = Math.min(1 + (written % 10), Number(count) - written)
  const turns = Array.from({ length: size }, (_, index) => ({ text: `${name} ${written + index}` }))
  const receipt = await memory.remember({ scope: { user: name }, turns })
  position = receipt.position
  written += size
}
await memory.close()
process.stdout.write(`${position}\n`)
