/** A process that forgets ada and is killed once a part of her is gone: `forgetting-process.ts PATH`. */

import { openAt } from './fault-kit.ts'

const { memory } = await openAt(process.argv[2]!)
memory.listen(({ type }) => {
  if (type === 'memory-purged') process.kill(process.pid, 'SIGKILL')
})
await memory.governance.forgetPerson({ user: 'ada' }, { reason: 'asked' })
