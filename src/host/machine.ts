/**
 * What this computer is and how busy it is: the facts that a figure is worthless without.
 *
 * Steal is time that the hypervisor gave to others while this machine wanted to run; it is read from /proc/stat where there is
 * one and absent elsewhere. Nothing here changes anything.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { arch, availableMemory, constrainedMemory, cpuUsage, platform, version } from 'node:process'

export interface MachineFacts {
  readonly cpu: string
  readonly cores: number
  readonly memoryBytes: number
  /** Share of processor time stolen between two readings, 0-1; 0 where the system does not say. */
  readonly stealShare: number
  readonly load1: number
}

/** Processor ticks since the machine started. */
export interface CpuTicks {
  readonly stolen: number
  readonly all: number
  /** Nobody wanted to run. */
  readonly idle: number
  /** Of this process, all its threads. */
  readonly ownMs: number
}

/** A tick of /proc/stat: a hundredth of a second on every Linux that Node runs on. */
const TICK_MS = 10

/** Null where the system has no /proc/stat. */
export function readCpuTicks(): CpuTicks | null {
  let text: string
  try {
    text = readFileSync('/proc/stat', 'utf8')
  } catch {
    // Not Linux, or not readable: steal is then unknown, which is no failure.
    return null
  }
  // cpu user nice system idle iowait irq softirq steal guest guest_nice; guest ticks are counted in user already.
  const fields = text.slice(0, text.indexOf('\n')).trim().split(/\s+/).slice(1, 9).map(Number)
  const { user, system } = cpuUsage()
  return {
    stolen: fields[7] ?? 0,
    all: fields.reduce((sum, ticks) => sum + ticks, 0),
    idle: (fields[3] ?? 0) + (fields[4] ?? 0),
    ownMs: (user + system) / 1000,
  }
}

/** Share of processor time that other processes of this machine took since; 0 where the system does not say. */
export function readOthersShare(since: CpuTicks | null): number {
  const now = readCpuTicks()
  if (now === null || since === null || now.all <= since.all) return 0
  const all = now.all - since.all
  const busy = all - (now.idle - since.idle) - (now.stolen - since.stolen)
  return Math.max(0, busy - (now.ownMs - since.ownMs) / TICK_MS) / all
}

/** `since`: ticks read when the measurement began. */
export function readMachineFacts(since: CpuTicks | null): MachineFacts {
  const now = readCpuTicks()
  const passed = now === null || since === null ? 0 : now.all - since.all
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    stealShare: passed > 0 ? (now!.stolen - since!.stolen) / passed : 0,
    load1: loadavg()[0] ?? 0,
  }
}

export interface MemoryFacts {
  /** Of the machine, or of what this process is held to where that is less. */
  readonly totalBytes: number
  /** Of these, what can be had now. */
  readonly availableBytes: number
  readonly coreCount: number
}

export function readMemoryFacts(): MemoryFacts {
  const limit = constrainedMemory()
  const total = totalmem()
  const isLimited = limit > 0 && limit < total
  const totalBytes = isLimited ? limit : total
  const availableBytes = Math.min(availableMemory(), totalBytes)
  return { totalBytes, availableBytes, coreCount: availableParallelism() }
}

/** Bytes of the largest cache of the first processor; null where the system does not say. */
export function readLastCacheBytes(): number | null {
  const folder = '/sys/devices/system/cpu/cpu0/cache'
  try {
    const sizes = readdirSync(folder)
      .filter((name) => name.startsWith('index'))
      .map((name) => readFileSync(`${folder}/${name}/size`, 'utf8'))
      .map((size) => /^(\d+)([KMG]?)/.exec(size))
      .map((parts) => Number(parts?.[1] ?? 0) * 1024 ** ' KMG'.indexOf(parts?.[2] || ' '))
    const largest = Math.max(0, ...sizes)
    return largest > 0 ? largest : null
  } catch {
    // Not Linux, or not told to guests: unknown, which is no failure.
    return null
  }
}

export interface NodeFacts {
  /** Without the leading `v`. */
  readonly version: string
  readonly platform: string
}

export function readNodeFacts(): NodeFacts {
  return { version: version.slice(1), platform: `${platform}-${arch}` }
}
