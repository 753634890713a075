import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commentText } from './read-interface.ts'

export interface DocumentedCode {
  readonly code: string
  readonly meaning: string
}

/** The codes of KustoSaverError, from the comment above their type. */
export function errorsTable(): string {
  const rows = documentedCodes().map(({ code, meaning }) => `| \`${code}\` | ${meaning} |`)
  return ['| code | what happened |', '| --- | --- |', ...rows].join('\n')
}

/** Several codes may share one line of the comment. */
export function documentedCodes(): DocumentedCode[] {
  const source = readFileSync(join(import.meta.dirname, '../../src/errors.ts'), 'utf8')
  const [, comment = ''] =
    /\/\*\*((?:(?!\*\/)[^])*)\*\/\nexport type KustoSaverErrorCode/.exec(source) ?? []
  return commentText(comment)
    .split(' - ')
    .slice(1)
    .flatMap((item) => item.split(/(?<=\.) (?=`)/))
    .flatMap(codesOfItem)
}

function codesOfItem(item: string): DocumentedCode[] {
  const [names = '', ...rest] = item.split(': ')
  const meaning = rest.join(': ')
  return [...names.matchAll(/`([A-Z_]+)`/g)].map(([, code = '']) => ({ code, meaning }))
}

/** The codes of the type itself, which the comment must all name. */
export function typedCodes(): string[] {
  const source = readFileSync(join(import.meta.dirname, '../../src/errors.ts'), 'utf8')
  const [, union = ''] =
    /export type KustoSaverErrorCode =\n((?: {2}\| '\w+'\n)+)/.exec(source) ?? []
  return [...union.matchAll(/'(\w+)'/g)].map(([, code = '']) => code)
}
