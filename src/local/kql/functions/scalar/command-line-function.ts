import { arrayOf, quote } from '../../../values/json-text.ts'
import { NotDoneHere } from '../values/refusal.ts'
import { scalar, type KqlFunction } from './javascript-function.ts'

/** A word up to white space that is not quoted: the first, where backslashes mean themselves. */
const PROGRAM = /^(?:"([^"]*)"?|([^\s"]*))\s*/

/** parse-command-line-function.md: as CommandLineToArgvW of Windows does. */
export const PARSE_COMMAND_LINE: KqlFunction = scalar(
  'parse_command_line',
  ['string', 'string'],
  'dynamic',
  (line, kind) => {
    if (kind !== 'windows') throw new NotDoneHere(`parse_command_line() of the kind '${kind}'`)
    if (line.trim() === '' || line.includes('""') || /^\s/.test(line))
      throw new NotDoneHere('parse_command_line() of an empty program or of doubled quotes')
    const [whole = '', quoted, plain = ''] = PROGRAM.exec(line) ?? []
    const rest = line.slice(whole.length)
    if (rest !== '' && !/\s$/.test(whole))
      throw new NotDoneHere('parse_command_line() of a quote that touches the program')
    return arrayOf([quoted ?? plain, ...words(rest)].map(quote))
  },
)

function words(line: string): string[] {
  const found: string[] = []
  let word: string | undefined
  let isQuoted = false
  for (const [piece] of line.matchAll(/\\*"|\\+|[^\\"]/g)) {
    const slashes = piece.length - 1
    if (piece.endsWith('"')) {
      // an even number of backslashes leaves the quote its meaning
      word = `${word ?? ''}${'\\'.repeat(Math.floor(slashes / 2))}${slashes % 2 === 1 ? '"' : ''}`
      if (slashes % 2 === 0) isQuoted = !isQuoted
    } else if (/\s/.test(piece) && !isQuoted) {
      if (word !== undefined) found.push(word)
      word = undefined
    } else word = `${word ?? ''}${piece}`
  }
  return word === undefined ? found : [...found, word]
}
