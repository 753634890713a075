import { Writable } from 'node:stream'
import { pino, type Logger } from 'pino'

export interface LogLines {
  readonly logger: Logger
  /** The written lines. */
  read(): readonly Record<string, unknown>[]
}

/** A pino logger at the lowest level that collects its lines. */
export function logLines(): LogLines {
  const lines: Record<string, unknown>[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(readLine(String(chunk)))
      done()
    },
  })
  return { logger: pino({ level: 'trace' }, stream), read: () => [...lines] }
}

function readLine(text: string): Record<string, unknown> {
  const line: unknown = JSON.parse(text)
  if (typeof line !== 'object' || line === null) throw new Error(`no log line: ${text}`)
  return { ...line }
}
