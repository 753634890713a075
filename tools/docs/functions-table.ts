import { FUNCTIONS } from '../../src/provision/functions/functions.ts'
import { parametersOf, type KqlFunction } from '../../src/provision/functions/kql-function.ts'

/** Every function with its parameters and columns, those for analysts first. */
export function functionsReference(): string {
  const forAnalysts = FUNCTIONS.filter(({ isBuildingBlock }) => isBuildingBlock !== true)
  const blocks = FUNCTIONS.filter(({ isBuildingBlock }) => isBuildingBlock === true)
  return [
    ...forAnalysts.map(section),
    '## Building blocks\n\nThe functions above are made of these. Call them where the others hide too much.',
    ...blocks.map((spec) => section(spec).replace(/^## /, '### ')),
  ].join('\n\n')
}

function section(spec: KqlFunction): string {
  return [
    `## ${spec.name}`,
    `\`\`\`text\n${spec.name}(${parametersOf(spec)})\n\`\`\``,
    filled(spec.summary),
    filled(`**Cost.** ${spec.cost}`),
    table('parameter', spec.parameters),
    table('column', spec.columns),
  ].join('\n\n')
}

interface Named {
  readonly name: string
  readonly type: string
  readonly text: string
}

function table(what: string, rows: readonly Named[]): string {
  return [
    `| ${what} | type | |`,
    '| --- | --- | --- |',
    ...rows.map(
      ({ name, type, text }) => `| \`${name}\` | \`${type}\` | ${text.replaceAll('|', '\\|')} |`,
    ),
  ].join('\n')
}

const MAX_COLUMNS = 100

/** Lines of at most 100 columns. */
function filled(text: string): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length <= MAX_COLUMNS)
      lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}
