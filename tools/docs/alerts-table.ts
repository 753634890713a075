import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dashboards } from '../../dashboards/generated-files.ts'
import { ALERTS } from '../../dashboards/rules/rule-texts.ts'

/** Every alert with its expression. */
export function alertsTable(): string {
  const rows = ALERTS.map(
    ({ alert, labels, expr, for: hold }) =>
      `| [${alert}](runbooks/${alert}.md) | ${labels.severity} | ${hold} | ${code(expr)} |`,
  )
  return ['| alert | severity | for | expression |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  )
}

/** Every runbook with the first sentence of its page. */
export function runbooksTable(): string {
  const rows = ALERTS.map(
    ({ alert }) => `| [${alert}](runbooks/${alert}.md) | ${firstSentence(alert)} |`,
  )
  return ['| runbook | what is wrong |', '| --- | --- |', ...rows].join('\n')
}

const RUNBOOKS = join(import.meta.dirname, '../../docs/operations/runbooks')

function firstSentence(alert: string): string {
  const [, paragraph = ''] = readFileSync(join(RUNBOOKS, `${alert}.md`), 'utf8').split('\n\n')
  const [sentence = ''] = paragraph.replaceAll('\n', ' ').split(/(?<=\.) /)
  return sentence
}

export function dashboardsTable(): string {
  const rows = dashboards().map(
    ({ uid = '', title = '', description = '' }) =>
      `| ${title.replace(/^.*\/ /, '')} | [${uid}.json](../../dashboards/out/${uid}.json) | ${description} |`,
  )
  return ['| dashboard | file | what it answers |', '| --- | --- | --- |', ...rows].join('\n')
}

function code(expression: string): string {
  return `\`${expression.replaceAll('|', String.raw`\|`)}\``
}
