/**
 * Whether a TCP port can be listened on, by trying it for a moment. For `loci doctor`: the answer may be out of date at once.
 */

import { createServer } from 'node:net'

export type PortProbe = 'free' | 'in-use' | 'not-allowed' | 'no-such-address'

const probeByErrno: Readonly<Record<string, PortProbe>> = {
  EADDRINUSE: 'in-use',
  EACCES: 'not-allowed',
  EADDRNOTAVAIL: 'no-such-address',
  ENOTFOUND: 'no-such-address',
}

export function probePort(address: string, port: number): Promise<PortProbe> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(probeByErrno[error.code ?? ''] ?? 'no-such-address')
    })
    server.listen({ host: address, port, exclusive: true }, () => {
      server.close(() => resolve('free'))
    })
  })
}
