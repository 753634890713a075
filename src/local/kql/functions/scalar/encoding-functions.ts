import { gunzipSync, gzipSync } from 'node:zlib'
import { scalar, type KqlFunction } from './javascript-function.ts'
import { arrayOf } from '../../../values/json-text.ts'

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
  scalar('url_encode', ['string'], 'string', (text) => urlEncode(text).replaceAll('%20', '+')),
  scalar('url_encode_component', ['string'], 'string', urlEncode),
  scalar('url_decode', ['string'], 'string', urlDecode),
]

/** Undefined if the text is not base64. */
function bytesOf(text: string): Buffer | undefined {
  const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0
  return isBase64 ? Buffer.from(text, 'base64') : undefined
}

/** Undefined if the bytes are not UTF-8. */
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

/** Lower-case hex — url-encode-function.md */
function urlEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll("'", '%27')
    .replaceAll('~', '%7e')
    .replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())
}
