/** A process that remembers until it is killed and prints what was acknowledged: `remembering-process.ts PATH`, lines `id TAB text`. */

import { openAt } from '../fault/fault-kit.ts'

const [path = ''] = process.argv.slice(2)
const { memory } = await openAt(path)
for (let index = 0; ; index += 1) {
  const text = `harbour ${index} of Lisbon`
  const { ids } = await memory.remember({ scope: { user: 'ada' }, turns: text })
  process.stdout.write(`${ids[0]}\t${text}\n`)
}
