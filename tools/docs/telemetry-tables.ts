import {
  METRICS,
  RUNTIME_METRICS,
  SPANS,
  type AttributeDefinition,
} from '../../src/telemetry/core/semconv.ts'

/** Every span with its attributes. */
export function spansTable(): string {
  const rows = SPANS.map(
    ({ name, kind, description, attributes }) =>
      `| \`${name}\` | ${kind} | ${cell(description)} | ${names(attributes)} |`,
  )
  return ['| span | kind | | attributes |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

/** Every attribute of a span or a metric, once. */
export function attributesTable(): string {
  const all = [...SPANS, ...METRICS].flatMap(({ attributes }) => attributes)
  const rows = [...new Set(all)].map(
    ({ name, type, description }) => `| \`${name}\` | ${type} | ${cell(description)} |`,
  )
  return ['| attribute | type | |', '| --- | --- | --- |', ...rows].join('\n')
}

/** Every instrument with its unit and the possible attributes of its points. */
export function metricsTable(): string {
  const rows = [...METRICS, ...RUNTIME_METRICS].map(
    ({ name, kind, unit, description, attributes }) =>
      `| \`${name}\` | ${kind} | ${unit} | ${cell(description)} | ${names(attributes)} |`,
  )
  const head = ['| metric | kind | unit | | attributes |', '| --- | --- | --- | --- | --- |']
  return [...head, ...rows].join('\n')
}

function names(attributes: readonly AttributeDefinition[]): string {
  return attributes.map(({ name }) => `\`${name}\``).join(', ')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
