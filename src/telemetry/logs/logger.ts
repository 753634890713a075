/** Levels of log lines, least severe first. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error'

/**
 * The methods of a logger that the saver uses: pino's, first the fields, then a constant message.
 */
export interface KustoLogger {
  /** Writes a line at this level. */
  trace(fields: object, message: string): void
  /** Writes a line at this level. */
  debug(fields: object, message: string): void
  /** Writes a line at this level. */
  info(fields: object, message: string): void
  /** Writes a line at this level. */
  warn(fields: object, message: string): void
  /** Writes a line at this level. */
  error(fields: object, message: string): void
  /** Returns a logger that adds these fields to each line. */
  child(bindings: Record<string, unknown>): KustoLogger
  /** Whether lines of this level are written. If absent, all are. */
  isLevelEnabled?(level: string): boolean
}
