import { readDelimited } from '../../../text/csv-reader.ts'
import { NotDoneHere } from '../values/refusal.ts'
import { scalar, type KqlFunction } from './javascript-function.ts'
import { arrayOf, quote, type JsonText } from '../../../values/json-text.ts'

export const TEXT_PARTS_FUNCTIONS: readonly KqlFunction[] = [
  scalar('parse_csv', ['string'], 'dynamic', parseCsv),
  scalar('parse_version', ['string'], 'decimal', parseVersion),
  scalar('parse_path', ['string'], 'dynamic', parsePath),
]

/** parse-csv-function.md: reads only the first record. */
function parseCsv(text: string): JsonText {
  const [first = ['']] = readDelimited(text, ',')
  return arrayOf(first.map(quote))
}

/** parse-version-function.md: one to four parts of at most eight digits; missing parts are 0. */
function parseVersion(text: string): string | null {
  if (!/^\d{1,8}(?:\.\d{1,8}){0,3}$/.test(text)) return null
  const parts = [...text.split('.'), '0', '0', '0'].slice(0, 4)
  return String(BigInt(parts.map((part) => part.padStart(8, '0')).join('')))
}

const PATH =
  /^(?:(?<scheme>[a-z][a-z\d+.-]+):\/\/)?(?<directory>(?<root>[a-z]:)?(?:[^:]*[\\/])?)(?<file>[^\\/:]*)(?::(?<stream>[^\\/:]*))?$/i

/** parse-path-function.md */
function parsePath(text: string): JsonText {
  const { scheme, directory = '', root, file = '', stream } = PATH.exec(text)?.groups ?? {}
  if (/^(?:[a-z]:)?[\\/]$/i.test(directory) || /^[\\/]{2}[^\\/]*[\\/]?$/.test(directory))
    throw new NotDoneHere(`parse_path() of '${text}': no page has what lies in a root`)
  const path = directory.replace(/[\\/]$/, '')
  const members = {
    Scheme: scheme ?? '',
    RootPath: root ?? '',
    DirectoryPath: path,
    DirectoryName: /[^\\/:]*$/.exec(path)?.[0] ?? '',
    Filename: file,
    Extension: /\.([^.]*)$/.exec(file)?.[1] ?? '',
    AlternateDataStreamName: stream ?? '',
  }
  return JSON.stringify(members)
}
