/** Where values stand on a chart: linear and logarithmic scales, ticks at round values, lines as SVG paths. */

export interface Scale {
  /** Least and greatest value. */
  readonly domain: readonly [number, number]
  readonly ticks: readonly number[]
  /** 0 at the least, 1 at the greatest. */
  at(value: number): number
}

const steps = [1, 2, 2.5, 5, 10]

/** From zero to a round value that holds `high`, in at most `tickCount` steps. */
export function linearScale(high: number, tickCount = 5): Scale {
  const wanted = Math.max(high, 1e-9) / tickCount
  const power = 10 ** Math.floor(Math.log10(wanted))
  const step = power * steps.find((one) => one * power >= wanted * (1 - 1e-9))!
  const count = Math.ceil(high / step - 1e-9) || 1
  const ticks = Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(12)))
  return { domain: [0, count * step], ticks, at: (value) => value / (count * step) }
}

/** Whole powers of ten around all of `values`, which are above zero. */
export function logScale(values: readonly number[]): Scale {
  const logs = values.filter((value) => value > 0).map(Math.log10)
  const low = logs.length === 0 ? 0 : Math.floor(Math.min(...logs))
  const high = Math.max(low + 1, Math.ceil(Math.max(low, ...logs)))
  const every = Math.ceil((high - low) / 8)
  const ticks: number[] = []
  for (let power = low; power <= high; power += every) ticks.push(10 ** power)
  return {
    domain: [10 ** low, 10 ** high],
    ticks,
    at: (value) => (Math.log10(Math.max(value, 10 ** low)) - low) / (high - low),
  }
}

export interface Box {
  readonly width: number
  readonly height: number
}

/** Points in shares of the box, from its lower left, as an SVG path. */
export function linePath(points: readonly (readonly [number, number])[], box: Box): string {
  return points
    .map(([x, y], at) => {
      const across = (x * box.width).toFixed(1)
      const down = ((1 - y) * box.height).toFixed(1)
      return `${at === 0 ? 'M' : 'L'}${across} ${down}`
    })
    .join('')
}

const suffixes = ['', 'k', 'M', 'G', 'T', 'P'] as const

/** 2500 is `2.5k`, 1e12 is `1T`. */
export function shortNumber(value: number): string {
  if (value !== 0 && Math.abs(value) < 1) return String(Number(value.toPrecision(2)))
  let scaled = value
  let at = 0
  while (Math.abs(scaled) >= 1000 && at < suffixes.length - 1) {
    scaled /= 1000
    at += 1
  }
  return `${Number(scaled.toPrecision(3))}${suffixes[at]}`
}
