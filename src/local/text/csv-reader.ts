import { badRequest } from '../failures/bad-request.ts'

/**
 * The records of delimited text (RFC 4180): a quoted field may contain the separator, line breaks
 * and doubled quotes.
 */
export function readDelimited(text: string, separator: string): string[][] {
  const records: string[][] = []
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length) {
    const record: string[] = []
    let isOpen = true
    while (isOpen) {
      const field = readField(text, at, separator)
      record.push(field.value)
      isOpen = text[field.end] === separator
      at = field.end + 1
    }
    if (text[at - 1] === '\r' && text[at] === '\n') at += 1
    if (record.length > 1 || record[0] !== '') records.push(record)
  }
  return records
}

function readField(text: string, start: number, separator: string): { value: string; end: number } {
  if (text[start] !== '"') {
    let end = start
    while (end < text.length && !isBreak(text.charAt(end), separator)) end += 1
    return { value: text.slice(start, end), end }
  }
  let at = start + 1
  let value = ''
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) {
      throw badRequest(
        `The quoted field at character ${start} is never closed.`,
        'BadRequest_InvalidBlob',
      )
    }
    value += text.slice(at, quote)
    if (text[quote + 1] !== '"') return afterQuote(text, value, quote + 1, separator)
    value += '"'
    at = quote + 2
  }
}

function afterQuote(
  text: string,
  value: string,
  end: number,
  separator: string,
): { value: string; end: number } {
  if (end < text.length && !isBreak(text.charAt(end), separator)) {
    throw badRequest(
      `Text follows the closing quote at character ${end}.`,
      'BadRequest_InvalidBlob',
    )
  }
  return { value, end }
}

function isBreak(char: string, separator: string): boolean {
  return char === separator || char === '\n' || char === '\r'
}
