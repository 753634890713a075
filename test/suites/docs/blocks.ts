import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DOCUMENTS } from '../../../tools/docs/documents.ts'

export const ROOT: string = join(import.meta.dirname, '..', '..', '..')

export interface Block {
  /** `README.md:42`. */
  readonly place: string
  /** `ts`, `sh`, `kql`, `promql`, `text`; empty for none. */
  readonly language: string
  readonly text: string
  /**
   * The text block right after it (with at most a line of prose between them): its expected output.
   */
  readonly output: string | undefined
}

export function readDocument(name: string): string {
  return readFileSync(join(ROOT, name), 'utf8')
}

const FENCED = /^( *)```(\w*)\n([^]*?)^ *```$/gm

/** Maximum amount of prose between code and its output. */
const MOST_WORDS_BETWEEN = 80

export function blocksOf(name: string): Block[] {
  const document = readDocument(name)
  const found = [...document.matchAll(FENCED)].map((match) => {
    const [whole, indent = '', language = '', body = ''] = match
    return {
      start: match.index,
      end: match.index + whole.length,
      language,
      text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }
  })
  return found.map(({ start, end, language, text }, index) => {
    const next = found[index + 1]
    const isOutput = next?.language === 'text' && next.start - end <= MOST_WORDS_BETWEEN
    return {
      place: `${name}:${document.slice(0, start).split('\n').length}`,
      language,
      text,
      output: language === 'ts' && isOutput ? next.text : undefined,
    }
  })
}

export function allBlocks(language: string): Block[] {
  return DOCUMENTS.flatMap(blocksOf).filter((block) => block.language === language)
}
