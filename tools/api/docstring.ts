import { ApiDocumentedItem, type ApiItem } from '@microsoft/api-extractor-model'

export interface Docstring {
  /** Paragraphs and items of lists, each on one line. */
  readonly summary: readonly string[]
  /** `@param`, `@returns`, `@throws` and `@yields`, a line each. */
  readonly details: readonly string[]
  readonly example: string | undefined
}

/** What the comment above a name says, as Markdown. */
export function docstringOf(item: ApiItem): Docstring {
  const comment = item instanceof ApiDocumentedItem ? item.tsdocComment?.emitAsTsdoc() : undefined
  const lines = (comment ?? '')
    .replace(/^\/\*\*/, '')
    .replace(/\*\/\s*$/, '')
    .replaceAll(/^\s*\* ?/gm, '')
  const [summary = '', ...blocks] = lines.split(/^(?=@\w)|\s(?=@default\b)/m)
  return {
    summary: summary
      .split(/\n\s*\n|\n(?=\s*- )/)
      .map(joined)
      .filter((text) => text !== ''),
    details: blocks.flatMap(detail),
    example: blocks.find((block) => block.startsWith('@example'))?.replace(/^@example\s*/, ''),
  }
}

function detail(block: string): string[] {
  const [, tag = '', text = ''] = /^@(\w+)\s*([^]*)$/.exec(block) ?? []
  const title = TITLES[tag]
  return title === undefined ? [] : [`${title} ${joined(text).replace(/^(\w+) - /, '`$1`: ')}`]
}

const TITLES: Readonly<Record<string, string>> = {
  param: 'Parameter',
  returns: 'Returns',
  throws: 'Throws',
  yields: 'Yields',
  default: 'Default:',
  defaultValue: 'Default:',
}

function joined(text: string): string {
  return text
    .replaceAll(/\{@link (?:\S+ \| )?([^}|]+)\}/g, '`$1`')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
