export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error'

/** What the saver needs of a logger: pino's methods, first the fields, then a constant message. */
export interface KustoLogger {
  trace(fields: object, message: string): void
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  child(bindings: Record<string, unknown>): KustoLogger
  isLevelEnabled?(level: string): boolean
}
