import { setTimeout as pause } from 'node:timers/promises'
import { saverReading, type SaverReading } from '../metrics/saver-reading.ts'
import type { Child } from '../programs/child.ts'
import { processUsage, type ProcessUsage } from '../programs/process-usage.ts'
import type { TargetHost } from './target-host.ts'

const EVERY_MS = 1_000

/** Measurements of all programs at one moment. */
export interface HostMoment {
  readonly atMs: number
  readonly saver: SaverReading
  /** By program name; empty if the system does not report it. */
  readonly programs: Readonly<Record<string, ProcessUsage>>
}

/** Reads the hosts' metrics and the programs' resource usage once a second, until it is stopped. */
export class HostTimeline {
  readonly moments: HostMoment[] = []
  readonly #hosts: readonly TargetHost[]
  readonly #programs: readonly Child[]
  readonly #abort = new AbortController()
  readonly #done: Promise<void>

  constructor(hosts: readonly TargetHost[], others: readonly Child[]) {
    this.#hosts = hosts
    this.#programs = [...hosts.map(({ child }) => child), ...others]
    this.#done = this.#watch()
  }

  get latest(): HostMoment | undefined {
    return this.moments.at(-1)
  }

  async stop(): Promise<void> {
    this.#abort.abort()
    await this.#done
  }

  async #watch(): Promise<void> {
    const { signal } = this.#abort
    while (!signal.aborted) {
      // a host that does not answer is a gap in the charts; the code that waits for its end reports
      // it
      const moment = await this.#look().catch(() => undefined)
      if (moment !== undefined) this.moments.push(moment)
      await pause(EVERY_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  async #look(): Promise<HostMoment> {
    const atMs = Date.now()
    const pages = await Promise.all(this.#hosts.map(async (host) => host.metrics()))
    const programs: Record<string, ProcessUsage> = {}
    for (const { name, pid } of this.#programs) {
      const usage = processUsage(pid)
      if (usage !== undefined) programs[name] = usage
    }
    return { atMs, saver: saverReading(pages.flat()), programs }
  }
}
