import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { answerBytes } from './answer-bytes.ts'
import { PlainText } from './plain-text.ts'

const gzipAsync = promisify(gzip)

/**
 * Answers up to this size are not compressed: they fit into the first packets of a connection (RFC
 * 6928: ten segments), so a smaller one arrives no sooner.
 */
const MAX_PLAIN_BYTES = 14_600

export interface Answer {
  readonly status: number
  readonly body: unknown
  /** Only half of the body, for a planted fault. */
  readonly isCut?: boolean
  readonly headers: Readonly<Record<string, string>>
}

/** Writes JSON or plain text, compressed if the client accepts gzip. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<void> {
  const isPlain = answer.body instanceof PlainText
  const whole = isPlain ? Buffer.from(answer.body.text) : await answerBytes(answer.body)
  const plain = answer.isCut === true ? whole.subarray(0, whole.byteLength / 2) : whole
  const packs = plain.byteLength > MAX_PLAIN_BYTES && takesGzip(request)
  // Fast rather than small, because the client usually runs on the same machine.
  const body = packs ? await gzipAsync(plain, { level: 1 }) : plain
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-type': `${isPlain ? 'text/plain' : 'application/json'}; charset=utf-8`,
    'content-length': body.byteLength,
    ...(packs ? { 'content-encoding': 'gzip' } : {}),
  })
  response.end(body)
}

function takesGzip(request: IncomingMessage): boolean {
  const accepted = request.headers['accept-encoding'] ?? ''
  return accepted
    .split(',')
    .some((item) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(item))
}
