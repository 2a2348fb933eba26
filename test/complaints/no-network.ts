/**
 * Loaded before a program (`node --import`): whoever tries to reach the network is refused, and the attempt is printed to standard error.
 *
 * Every way that Node has: sockets (under http, https, tls and fetch), name look-ups, datagrams, fetch and WebSocket. Listening stays possible.
 */

import { createRequire, syncBuiltinESMExports } from 'node:module'

const require = createRequire(import.meta.url)

function refuse(what: string): (...given: unknown[]) => never {
  return () => {
    process.stderr.write(`NETWORK: ${what}\n`)
    throw new Error(`no network here: ${what}`)
  }
}

const { Socket } = require('node:net')
Socket.prototype.connect = refuse('socket')
require('node:dgram').Socket.prototype.send = refuse('datagram')
const dns = require('node:dns')
for (const one of [dns, dns.promises]) {
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6'])
    one[name] = refuse(`dns ${name}`)
}
globalThis.fetch = refuse('fetch')
globalThis.WebSocket = refuse('WebSocket') as never
syncBuiltinESMExports()
