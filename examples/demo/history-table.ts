import type { History } from './answers.ts'

const HEADINGS = ['step', 'source', 'checkpoint', 'next', 'messages', 'last message']

/** A thread's history, oldest checkpoint first. */
export function historyTable(history: History): string {
  const rows = history.toReversed().map(cells)
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [HEADINGS, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n')
}

function cells({ metadata, next, values, config }: History[number]): readonly string[] {
  return [
    String(metadata.step),
    metadata.source,
    config.configurable.checkpoint_id,
    next.join(', ') || '(done)',
    String(values.messages.length),
    values.messages.at(-1) ?? '',
  ]
}
