import { logLines, type LogLines } from '../../../test/suites/telemetry-story/log-lines.ts'

export interface HostLog {
  readonly logger: LogLines['logger']
  lines(): readonly Record<string, unknown>[]
}

/** A pino logger that keeps the lines that a service in production would write. */
export function hostLog(): HostLog {
  const log = logLines()
  log.logger.level = 'info'
  return { logger: log.logger, lines: () => log.read() }
}
