import { PROBES } from '../../src/probes/probes.ts'

/** Every probe with its question and its expected answer. */
export function probesTable(): string {
  const rows = PROBES.map(
    ({ name, question, done, expected, ifItDiffers }) =>
      `| \`${name}\` | ${[question, done, expected, ifItDiffers].map(cell).join(' | ')} |`,
  )
  return [
    '| probe | question | what it does | expected | what to change if it differs |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
