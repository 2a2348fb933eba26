/** Where `serve` listens and what it forwards to: options first, then the environment, then the defaults. */

import { LociError } from '../errors.ts'
import type { Settings } from './settings.ts'

export const HOSTNAME_DEFAULT = '127.0.0.1'
export const PORT_DEFAULT = 7077
const UPSTREAM_TIMEOUT_SECONDS_DEFAULT = 120
const UPSTREAM_TIMEOUT_SECONDS_MAX = 86_400

export interface ServeOptions {
  readonly host?: string
  readonly port?: number
  readonly upstreamUrl?: string
  readonly upstreamTimeout?: number
  readonly allowHost?: readonly string[]
  readonly allowOrigin?: readonly string[]
  readonly cache: 'on' | 'off'
  readonly cacheConfig?: string
  readonly pipeline?: string
}

export interface ServeAddress {
  readonly hostname: string
  readonly port: number
}

export interface UpstreamSettings {
  readonly url: string
  readonly apiKey?: string
  readonly timeoutMs: number
}

function numberSetting(
  settings: Settings,
  name: 'LOCI_PORT' | 'LOCI_UPSTREAM_TIMEOUT',
  most: number,
) {
  const text = settings[name]
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value <= most) return value
  throw new LociError('CONFIG_INVALID', `${name} is ${JSON.stringify(text)}`, {
    hint: `It must be a whole number from 0 to ${most}.`,
  })
}

export function serveAddress(
  options: Pick<ServeOptions, 'host' | 'port'>,
  settings: Settings,
): ServeAddress {
  return {
    hostname: options.host ?? settings.LOCI_HOST ?? HOSTNAME_DEFAULT,
    port: options.port ?? numberSetting(settings, 'LOCI_PORT', 65_535) ?? PORT_DEFAULT,
  }
}

/** Undefined when none is configured. Throws CONFIG_INVALID for an address that is none. */
export function upstreamSettings(
  options: Pick<ServeOptions, 'upstreamUrl' | 'upstreamTimeout'>,
  settings: Settings,
): UpstreamSettings | undefined {
  const url = options.upstreamUrl ?? settings.LOCI_UPSTREAM_URL
  if (url === undefined) return undefined
  const parsed = URL.parse(url)
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) {
    throw new LociError(
      'CONFIG_INVALID',
      `the upstream address ${JSON.stringify(url)} is no http address`,
      {
        hint: 'Give it with its path, e.g. http://127.0.0.1:8080/v1.',
      },
    )
  }
  const fromEnvironment = numberSetting(
    settings,
    'LOCI_UPSTREAM_TIMEOUT',
    UPSTREAM_TIMEOUT_SECONDS_MAX,
  )
  const seconds = options.upstreamTimeout ?? fromEnvironment ?? UPSTREAM_TIMEOUT_SECONDS_DEFAULT
  const apiKey = settings.LOCI_UPSTREAM_KEY
  return { url, timeoutMs: seconds * 1000, ...(apiKey === undefined ? {} : { apiKey }) }
}
