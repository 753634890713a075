import { gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import { scalar, type KqlFunction } from './javascript-function.ts'
import { arrayOf, elementsOf, type JsonText } from '../../../values/json-text.ts'

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
  scalar('gzip_decompress_from_base64_string', ['string'], 'string', (text) =>
    unpacked(text, gunzipSync),
  ),
  scalar('zlib_decompress_from_base64_string', ['string'], 'string', (text) =>
    unpacked(text, inflateSync),
  ),
  scalar('base64_encode_fromarray', ['dynamic'], 'string', base64OfBytes),
  scalar('base64_encode_fromguid', ['guid'], 'string', (guid) =>
    guidBytes(guid).toString('base64'),
  ),
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

function unpacked(text: string, unpack: (bytes: Uint8Array) => Buffer): string {
  const bytes = bytesOf(text)
  if (bytes === undefined) return ''
  try {
    return utf8(unpack(bytes)) ?? ''
  } catch {
    return ''
  }
}

/** base64-encode-fromarray-function.md: empty if an element is not a byte. */
function base64OfBytes(array: JsonText): string {
  const bytes = elementsOf(array) ?? []
  const isBytes = bytes.every((byte) => /^\d{1,3}$/.test(byte) && Number(byte) < 256)
  return isBytes ? Buffer.from(bytes.map(Number)).toString('base64') : ''
}

/** base64-encode-fromguid-function.md: the first three groups have their last byte first. */
function guidBytes(guid: string): Buffer {
  const [first = '', second = '', third = '', ...rest] = guid.split('-')
  const swapped = [first, second, third].map((group) => Buffer.from(group, 'hex').toReversed())
  return Buffer.concat([...swapped, Buffer.from(rest.join(''), 'hex')])
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
