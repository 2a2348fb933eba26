/** Numbers with their units, short enough for a tile. */

const countFormat = new Intl.NumberFormat(undefined)
const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

export function formatCount(count: number): string {
  return countFormat.format(count)
}

/** `1 memory`, `3 memories`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** 1536 is `1.5 KiB`. */
export function formatBytes(byteCount: number): string {
  let value = byteCount
  let unit = 0
  while (value >= 1024 && unit < byteUnits.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${byteUnits[unit]}`
}

/** Three figures where they matter: `0.42 ms`, `12.3 ms`, `1,250 ms`. */
export function formatMs(ms: number): string {
  if (ms < 10) return `${ms.toFixed(2)} ms`
  if (ms < 100) return `${ms.toFixed(1)} ms`
  return `${formatCount(Math.round(ms))} ms`
}
