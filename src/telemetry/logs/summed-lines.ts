import type { SpanContext } from '@opentelemetry/api'
import type { Clock } from '../../clock.ts'
import type { LogLevel } from './logger.ts'
import { activeSpanContext, type LogFields, type SaverLog } from './saver-log.ts'

/** How often a line that repeats is written at most. */
const INTERVAL_MS = 10_000

interface Repeated {
  readonly level: LogLevel
  readonly message: string
  readonly cancel: () => void
  /** Since the last line. */
  times: number
  /** Of the latest time. */
  fields: () => LogFields
  span: SpanContext | undefined
}

// Taken when this module loads: tests of graphs use fake timers, which must not count this one.
const { setTimeout, clearTimeout } = globalThis

/** Log lines do not keep the process alive. */
const quietTimers: Pick<Clock, 'schedule'> = {
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, delayMs).unref()
    return () => {
      clearTimeout(timer)
    }
  },
}

/**
 * Lines about the same trouble: the first at once, later ones summed up to one in ten seconds, with
 * the fields of the latest and their number.
 */
export class SummedLines {
  readonly #log: SaverLog
  readonly #timers: Pick<Clock, 'schedule'>
  readonly #repeated = new Map<string, Repeated>()

  constructor(log: SaverLog, timers: Pick<Clock, 'schedule'> = quietTimers) {
    this.#log = log
    this.#timers = timers
  }

  /** @param kind - what counts as the same line, besides its message */
  write(level: LogLevel, kind: string, fields: () => LogFields, message: string): void {
    if (!this.#log.takes(level)) return
    const key = `${message} ${kind}`
    const repeated = this.#repeated.get(key)
    if (repeated === undefined) {
      this.#log.write(level, () => ({ times: 1, ...fields() }), message)
      this.#watch(key, level, message)
    } else {
      repeated.times += 1
      repeated.fields = fields
      repeated.span = activeSpanContext()
    }
  }

  /** Writes what is summed up so far. */
  close(): void {
    for (const repeated of this.#repeated.values()) {
      repeated.cancel()
      this.#tell(repeated)
    }
    this.#repeated.clear()
  }

  #watch(key: string, level: LogLevel, message: string): void {
    const repeated: Repeated = {
      level,
      message,
      times: 0,
      fields: () => ({}),
      span: undefined,
      cancel: this.#timers.schedule(() => {
        this.#repeated.delete(key)
        if (this.#tell(repeated)) this.#watch(key, level, message)
      }, INTERVAL_MS),
    }
    this.#repeated.set(key, repeated)
  }

  /** False if the line did not repeat. */
  #tell({ level, message, times, fields, span }: Repeated): boolean {
    if (times > 0) this.#log.write(level, () => ({ times, ...fields() }), message, span)
    return times > 0
  }
}
