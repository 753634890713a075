import { checkOptions } from '../check-options.ts'
import { KustoSaverError } from '../errors.ts'
import { checkInteger } from '../integer-option.ts'
import { LONGEST_TIMER_MS } from '../longest-timer.ts'
import { OPTIONS } from '../option-types.generated.ts'
import { shownValue } from '../shown-value.ts'

/** Where and how `writeMode: 'spooled'` keeps rows until Kusto has acknowledged them. */
export interface SpoolOptions {
  /**
   * A folder on a local disk that outlives the process; created if it does not exist, and tried by
   * `setup()`. Several
   * processes of one machine may share it: each keeps files of its own in it, and takes over files
   * that dead processes left behind. Not a network share.
   */
  readonly path: string
  /**
   * Maximum bytes of rows that wait for Kusto; more make callers wait. They take about three times
   * as much memory, and twice as much disk. @default 134217728
   */
  readonly maxBytes?: number
  /**
   * Milliseconds that the first waiting row waits for others before a round of requests starts. A
   * longer time means fewer and larger requests, and rows that other processes see later.
   * @default 1000
   */
  readonly lingerMs?: number
  /**
   * Milliseconds that `close()` goes on sending rows. What is left then is kept for the next
   * process. @default 5000
   */
  readonly closeTimeoutMs?: number
  /**
   * Bytes per second by which a backlog shrinks after Kusto was away or the process restarted, so
   * that Kusto does not get hours of rows at once. Rows that are written meanwhile are sent on top.
   * `flush()` and `close()` do not wait for it. @default 8388608
   */
  readonly catchUpBytesPerSecond?: number
}

export type ResolvedSpoolOptions = Required<SpoolOptions>

/** Small rows of many threads share a request. */
export const SPOOLED_BATCH_ROWS = 1000

export const SPOOL_DEFAULTS: Omit<ResolvedSpoolOptions, 'path'> = {
  maxBytes: 128 * 1024 * 1024,
  lingerMs: 1000,
  closeTimeoutMs: 5000,
  catchUpBytesPerSecond: 8 * 1024 * 1024,
}

/** @throws KustoSaverError `INVALID_OPTION` */
export function resolveSpoolOptions(options: SpoolOptions): ResolvedSpoolOptions {
  checkOptions(options, [OPTIONS.SpoolOptions], { of: "`writeMode: 'spooled'`", prefix: 'spool.' })
  const { path }: { readonly path: unknown } = options
  if (typeof path !== 'string' || path === '') {
    throw new KustoSaverError(
      'INVALID_OPTION',
      `Expected \`spool.path\` to be a folder, got ${shownValue(path)}`,
    )
  }
  const resolved = {
    path,
    maxBytes: options.maxBytes ?? SPOOL_DEFAULTS.maxBytes,
    lingerMs: options.lingerMs ?? SPOOL_DEFAULTS.lingerMs,
    closeTimeoutMs: options.closeTimeoutMs ?? SPOOL_DEFAULTS.closeTimeoutMs,
    catchUpBytesPerSecond: options.catchUpBytesPerSecond ?? SPOOL_DEFAULTS.catchUpBytesPerSecond,
  }
  const { MAX_SAFE_INTEGER: most } = Number
  checkInteger('spool.maxBytes', resolved.maxBytes, { least: 1, most })
  checkInteger('spool.catchUpBytesPerSecond', resolved.catchUpBytesPerSecond, { least: 1, most })
  checkInteger('spool.lingerMs', resolved.lingerMs, { least: 0, most: LONGEST_TIMER_MS })
  checkInteger('spool.closeTimeoutMs', resolved.closeTimeoutMs, {
    least: 0,
    most: LONGEST_TIMER_MS,
  })
  return resolved
}
