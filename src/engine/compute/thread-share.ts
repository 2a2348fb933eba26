/** Which part of a count is one thread's: runs side by side, all nearly equal, cut at multiples of a step. */

export interface Range {
  readonly from: number
  readonly to: number
}

export class ThreadShare {
  readonly index: number
  readonly threadCount: number

  constructor(index: number, threadCount: number) {
    this.index = index
    this.threadCount = threadCount
  }

  /** 100 in steps of 32 for three threads: 0-32, 32-64, 64-100. */
  of(count: number, step: number): Range {
    const steps = Math.ceil(count / step)
    const cut = (index: number): number =>
      Math.min(count, step * Math.floor((steps * index) / this.threadCount))
    return { from: cut(this.index), to: cut(this.index + 1) }
  }
}
