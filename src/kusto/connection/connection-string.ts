import { KustoSaverError } from '../../errors.ts'
import { isIgnored, isRefused, keywordOf, type ConnectionKeyword } from './connection-keywords.ts'

export type ConnectionProperties = Readonly<Partial<Record<ConnectionKeyword, string>>>

/**
 * Parses `name=value;…`, with values that contain `;` or quotes in double quotes, optionally led by
 * a URI. The SDK's own parser cuts values at the second `=` (`ab==` becomes `ab`). No error quotes
 * text that may be a secret: errors name parts by their position.
 *
 * @throws KustoSaverError `INVALID_OPTION`
 */
export function parseConnectionString(text: string): ConnectionProperties {
  const properties: Partial<Record<ConnectionKeyword, string>> = {}
  splitParts(text).forEach((part, index) => {
    const property = readPart(part, index)
    if (property === undefined) return
    if (properties[property.keyword] !== undefined) {
      throw invalid(`Part ${index + 1} of the connection string repeats '${property.name}'.`)
    }
    properties[property.keyword] = property.value
  })
  return properties
}

const USE_AUTH =
  "Other ways to sign in go into the option `auth`: { kind: 'managedIdentity' }, 'azureCli', 'appCertificate' and others."

interface Property {
  readonly keyword: ConnectionKeyword
  readonly name: string
  readonly value: string
}

function readPart(part: string, index: number): Property | undefined {
  if (part.trim() === '') return undefined
  const at = part.indexOf('=')
  if (index === 0 && (at === -1 || /^\s*https?:\/\//i.test(part))) {
    return { keyword: 'dataSource', name: 'Data Source', value: part.trim() }
  }
  if (at === -1) throw invalid(`Part ${index + 1} of the connection string has no '='.`)
  const name = part.slice(0, at).trim()
  if (isIgnored(name)) return undefined
  if (isRefused(name)) {
    throw invalid(`The connection string's '${name}' is not supported: remove it. ${USE_AUTH}`)
  }
  const keyword = keywordOf(name)
  if (keyword === undefined) {
    throw invalid(
      `Part ${index + 1} of the connection string has an unknown keyword. ` +
        `Put a value that contains ';' in double quotes. ${USE_AUTH}`,
    )
  }
  return { keyword, name, value: unquote(part.slice(at + 1).trim(), index) }
}

/** Splits at `;` outside quotes that begin a value. */
function splitParts(text: string): string[] {
  return text.match(/(?:[^;="']|=\s*"(?:[^"]|"")*"|=\s*'(?:[^']|'')*'|[="'])+/g) ?? []
}

function unquote(value: string, index: number): string {
  const quote = value[0]
  if (quote !== '"' && quote !== "'") return value
  if (value.length < 2 || !value.endsWith(quote)) {
    throw invalid(`Part ${index + 1} of the connection string has an unclosed quote.`)
  }
  return value.slice(1, -1).replaceAll(quote + quote, quote)
}

function invalid(message: string): KustoSaverError {
  return new KustoSaverError('INVALID_OPTION', message)
}
