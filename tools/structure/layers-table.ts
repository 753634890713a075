import { LAYERS } from './layers.ts'

const START = '<!-- layers -->'
const END = '<!-- end of layers -->'

/** The picture as a table; each layer uses layers below it only. */
function layersTable(): string {
  const rows = LAYERS.map(({ name, files, holds, uses }) => {
    const place =
      files === undefined ? `\`src/${name}/\`` : files.map((file) => `\`${file}\``).join(', ')
    return `| ${place} | ${holds} | ${uses.join(', ')} |`
  })
  return ['| layer | holds | uses |', '| --- | --- | --- |', ...rows].join('\n')
}

/** The document with the table from `layers.ts`; undefined if it has no place for it. */
export function withLayersTable(document: string): string | undefined {
  const start = document.indexOf(START)
  const end = document.indexOf(END)
  if (start < 0 || end < start) return undefined
  return `${document.slice(0, start)}${START}\n${layersTable()}\n${document.slice(end)}`
}
