import { gunzipSync, gzipSync } from 'node:zlib'
import { scalar, type KqlFunction } from './javascript-function.ts'
import { arrayOf, bagOf, quote, type JsonText } from '../../../values/json-text.ts'

export const ENCODING_FUNCTIONS: readonly KqlFunction[] = [
  scalar('base64_encode_tostring', ['string'], 'string', (text) =>
    Buffer.from(text).toString('base64'),
  ),
  scalar('base64_decode_tostring', ['string'], 'string', (text) => utf8(bytesOf(text)) ?? ''),
  scalar('base64_decode_toarray', ['string'], 'dynamic', (text) => {
    const bytes = bytesOf(text)
    return bytes === undefined ? null : arrayOf(Array.from(bytes, String))
  }),
  scalar('gzip_compress_to_base64_string', ['string'], 'string', (text) =>
    gzipSync(text).toString('base64'),
  ),
  scalar('gzip_decompress_from_base64_string', ['string'], 'string', gunzip),
  scalar('url_encode', ['string'], 'string', (text) =>
    encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+'),
  ),
  scalar('url_encode_component', ['string'], 'string', (text) =>
    encodeURIComponent(text.toWellFormed()),
  ),
  scalar('url_decode', ['string'], 'string', urlDecode),
  scalar('parse_url', ['string'], 'dynamic', parseUrl),
  scalar('parse_urlquery', ['string'], 'dynamic', (query) =>
    bagOf([['Query Parameters', queryParameters(query)]]),
  ),
]

/** Undefined when it is no base64. */
function bytesOf(text: string): Buffer | undefined {
  const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0
  return isBase64 ? Buffer.from(text, 'base64') : undefined
}

/** Undefined when the bytes are no UTF-8. */
function utf8(bytes: Buffer | undefined): string | undefined {
  if (bytes === undefined) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function gunzip(text: string): string {
  const bytes = bytesOf(text)
  if (bytes === undefined) return ''
  try {
    return utf8(gunzipSync(bytes)) ?? ''
  } catch {
    return ''
  }
}

function urlDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** parse-url-function.md */
function parseUrl(text: string): JsonText | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  return bagOf([
    ['Scheme', quote(url.protocol.slice(0, -1))],
    ['Host', quote(url.hostname)],
    ['Port', quote(url.port)],
    ['Path', quote(url.pathname)],
    ['Username', quote(urlDecode(url.username))],
    ['Password', quote(urlDecode(url.password))],
    ['Query Parameters', queryParameters(url.search)],
    ['Fragment', quote(url.hash.slice(1))],
  ])
}

function queryParameters(query: string): JsonText {
  return bagOf(
    Array.from(new URLSearchParams(query), ([name, value]) => [name, quote(value)] as const),
  )
}
