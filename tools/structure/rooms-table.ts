import { ROOMS } from './rooms.ts'

const START = '<!-- rooms -->'
const END = '<!-- end of rooms -->'

/** The picture as a table; each room uses rooms below it only. */
function roomsTable(): string {
  const rows = ROOMS.map(({ name, files, holds, uses }) => {
    const place =
      files === undefined ? `\`src/${name}/\`` : files.map((file) => `\`${file}\``).join(', ')
    return `| ${place} | ${holds} | ${uses.join(', ')} |`
  })
  return ['| room | holds | uses |', '| --- | --- | --- |', ...rows].join('\n')
}

/** The document with the table from `rooms.ts`; undefined if it has no place for it. */
export function withRoomsTable(document: string): string | undefined {
  const start = document.indexOf(START)
  const end = document.indexOf(END)
  if (start < 0 || end < start) return undefined
  return `${document.slice(0, start)}${START}\n${roomsTable()}\n${document.slice(end)}`
}
