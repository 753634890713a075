import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import { badRequest } from '../failures/bad-request.ts'

const gunzipAsync = promisify(gunzip)
const inflateAsync = promisify(inflate)

/**
 * Reads the whole body, uncompressed; rejects a body larger than `maxBytes` before or after
 * unpacking.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const sent = await collect(request, maxBytes)
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding === 'identity' || encoding === '') return sent
  if (encoding === 'gzip') return unpack(gunzipAsync, sent, maxBytes, encoding)
  if (encoding === 'deflate') return unpack(inflateAsync, sent, maxBytes, encoding)
  throw badRequest(`Content-Encoding '${encoding}' is not supported: use gzip or deflate.`)
}

/**
 * Reads even a too large body to the end, because a client that is still sending would not see the
 * error.
 */
async function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    if (bytes <= maxBytes) chunks.push(chunk)
  }
  if (bytes > maxBytes) throw tooLarge(maxBytes)
  return Buffer.concat(chunks)
}

type Unpack = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>

async function unpack(
  unpackBytes: Unpack,
  sent: Buffer,
  maxBytes: number,
  encoding: string,
): Promise<Buffer> {
  try {
    return await unpackBytes(sent, { maxOutputLength: maxBytes })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxBytes)
    throw badRequest(`The body is not valid ${encoding}, although its Content-Encoding says so.`)
  }
}

function tooLarge(maxBytes: number): Error {
  return badRequest(
    `The request body is larger than ${maxBytes} bytes.`,
    'BadRequest_RequestPayloadTooLarge',
    413,
  )
}
