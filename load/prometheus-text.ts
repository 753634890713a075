/** One line of a Prometheus page. */
export interface MetricPoint {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const LINE =
  /^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?<labels>.*)\})?\s+(?<value>\S+)(?:\s+-?\d+)?$/s
const LABEL = /(?<key>[a-zA-Z_][a-zA-Z0-9_]*)="(?<text>(?:[^"\\]|\\.)*)"\s*,?\s*/gsy

/**
 * The text format of Prometheus (prometheus.io/docs/instrumenting/exposition_formats), the subset
 * that exporters write.
 *
 * @throws Error with the line that cannot be read
 */
export function parsePrometheusText(page: string): MetricPoint[] {
  return page
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(parseLine)
}

function parseLine(line: string): MetricPoint {
  const parts = LINE.exec(line)?.groups
  if (parts === undefined) throw new Error(`Not a line of a metrics page: ${line}`)
  const { name = '', labels = '', value = '' } = parts
  return { name, labels: parseLabels(labels, line), value: parseValue(value, line) }
}

function parseLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {}
  let end = 0
  for (const match of text.matchAll(LABEL)) {
    const { key = '', text: value = '' } = match.groups ?? {}
    labels[key] = value.replaceAll(/\\(?<escaped>.)/gs, (_whole, escaped: string) =>
      escaped === 'n' ? '\n' : escaped,
    )
    end = match.index + match[0].length
  }
  if (end !== text.length) throw new Error(`Labels cannot be read in a metrics page: ${line}`)
  return labels
}

function parseValue(text: string, line: string): number {
  if (/^[+-]?Inf$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  const value = Number(text)
  if (text !== 'NaN' && Number.isNaN(value)) {
    throw new Error(`Not a number in a metrics page: ${line}`)
  }
  return value
}
