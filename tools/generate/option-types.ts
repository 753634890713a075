import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OPTION_INTERFACES } from '../docs/option-interfaces.ts'
import { readInterface } from '../docs/read-interface.ts'

/** The options of each interface, for the check of what callers pass. */
export function optionTypesModule(root: string): string {
  const tables = Object.entries(OPTION_INTERFACES).map(([name, path]) => {
    const fields = readInterface(readFileSync(join(root, path), 'utf8'), name)
    const lines = fields.map((field) => `    ${field.name}: '${simpleType(field.type)}',\n`)
    return `  ${name}: {\n${lines.join('')}  },\n`
  })
  return `/** What \`typeof\` says of each option; empty if that says nothing. */
export type OptionTypes = Readonly<
  Record<string, '' | 'number' | 'string' | 'boolean' | 'function'>
>

/** The interfaces of options, as their declarations are. */
export const OPTIONS = {
${tables.join('')}} as const\n`
}

function simpleType(type: string): string {
  const bare = type.replace(/ \| undefined$/, '')
  if (['number', 'string', 'boolean'].includes(bare)) return bare
  return /^\([^)]*\) => /.test(bare) ? 'function' : ''
}
