import { arrayOf, bagOf, quote, type JsonText } from '../../../values/json-text.ts'
import { compareText } from '../values/compare-text.ts'
import { alias, scalar, type KqlFunction } from './javascript-function.ts'

const PARSE_URL = scalar('parse_url', ['string'], 'dynamic', parseUrl)

export const URL_FUNCTIONS: readonly KqlFunction[] = [
  PARSE_URL,
  alias('parseurl', PARSE_URL),
  scalar('parse_urlquery', ['string'], 'dynamic', (query) =>
    bagOf([['Query Parameters', queryParameters(query.replace(/^\?/, ''))]]),
  ),
]

const ABSOLUTE =
  /^(?<scheme>[a-z][a-z\d+.-]*):\/\/(?:(?<user>[^/?#:@]*):(?<password>[^/?#@]*)@)?(?<host>\[[^\]/?#]*\]|[^/?#:]*)(?::(?<port>\d*))?(?<path>\/[^?#]*)?(?:\?(?<query>[^#]*))?(?:#(?<fragment>.*))?$/is

/**
 * parse-url-function.md; where the page says nothing, as measured: tests/test_parse_url_ip.py of
 * github.com/mmaitre314/duckdb-kql. Nothing is decoded, a user name without a password is part of
 * the host, and a text that is not a URL has empty parts.
 */
function parseUrl(text: string): JsonText {
  const parts = ABSOLUTE.exec(text)?.groups ?? {}
  const isBareSlash = parts['path'] === '/' && text.endsWith('/')
  return bagOf([
    ['Scheme', quote(parts['scheme'] ?? '')],
    ['Host', quote(parts['host'] ?? '')],
    ['Port', quote(parts['port'] ?? '')],
    ['Path', quote(isBareSlash ? '' : (parts['path'] ?? ''))],
    ['Username', quote(parts['user'] ?? '')],
    ['Password', quote(parts['password'] ?? '')],
    ['Query Parameters', queryParameters(parts['query'] ?? '')],
    ['Fragment', quote(parts['fragment'] ?? '')],
  ])
}

/** Keys in order. A repeated key gets an array; a key without a value is left out. */
function queryParameters(query: string): JsonText {
  const values = new Map<string, string[]>()
  for (const pair of query.split('&')) {
    const [, key = '', value = ''] = /^([^=]+)=(.+)$/s.exec(pair) ?? []
    if (key !== '') values.set(key, [...(values.get(key) ?? []), quote(value)])
  }
  return bagOf(
    [...values]
      .toSorted(([a], [b]) => compareText(a, b))
      .map(
        ([key, texts]) => [key, texts.length === 1 ? (texts[0] ?? '') : arrayOf(texts)] as const,
      ),
  )
}
