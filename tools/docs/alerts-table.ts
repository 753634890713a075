import { dashboards } from '../../dashboards/generated-files.ts'
import { ALERTS } from '../../dashboards/rules/rule-texts.ts'

/** Every alert with what it looks at. */
export function alertsTable(): string {
  const rows = ALERTS.map(
    ({ alert, labels, expr, for: hold }) =>
      `| [${alert}](runbooks/${alert}.md) | ${labels.severity} | ${hold} | ${code(expr)} |`,
  )
  return ['| alert | severity | for | expression |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  )
}

export function dashboardsTable(): string {
  const rows = dashboards().map(
    ({ uid = '', title = '', description = '' }) =>
      `| ${title.replace(/^.*\/ /, '')} | [${uid}.json](../dashboards/out/${uid}.json) | ${description} |`,
  )
  return ['| dashboard | file | what it answers |', '| --- | --- | --- |', ...rows].join('\n')
}

function code(expression: string): string {
  return `\`${expression.replaceAll('|', String.raw`\|`)}\``
}
