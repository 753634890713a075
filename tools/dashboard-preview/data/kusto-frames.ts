import type { KustoClient, KustoColumn, KustoTable } from '../../../src/index.ts'
import type { FieldData, FrameData, TargetData } from './board-data.ts'
import type { TimeRange } from './prometheus-frames.ts'

/** Queries Kusto like Grafana's Azure Data Explorer plugin. */
export async function kustoFrames(
  client: KustoClient,
  { query = '', refId, resultFormat }: TargetData,
  range: TimeRange,
): Promise<FrameData[]> {
  const [table] = await client.query({ text: withMacros(query, range), parameters: {} })
  if (table === undefined) return []
  if (resultFormat === 'time_series') return seriesOf(table, refId)
  return [{ refId, legend: undefined, fields: table.columns.map((_, at) => fieldOf(table, at)) }]
}

/**
 * As the plugin inserts them: github.com/grafana/azure-data-explorer-datasource, README, "Time
 * macros".
 */
function withMacros(query: string, { fromMs, toMs }: TimeRange): string {
  const [from, to] = [fromMs, toMs].map((ms) => `datetime(${new Date(ms).toISOString()})`)
  return query
    .replaceAll(/\$__timeFilter\((\w+)\)/g, `$1 >= ${from} and $1 <= ${to}`)
    .replaceAll('$__timeInterval', '2h')
}

/** One series for each number column and each text value of its rows. */
function seriesOf(table: KustoTable, refId: string): FrameData[] {
  const timeAt = table.columns.findIndex(({ type }) => type === 'datetime')
  const textAt = table.columns.findIndex(({ type }) => type === 'string')
  const texts = [...new Set(table.rows.map((row) => (textAt < 0 ? '' : String(row[textAt]))))]
  return texts.flatMap((text) => {
    const rows = table.rows.filter((row) => textAt < 0 || row[textAt] === text)
    const part = { ...table, rows }
    return table.columns.flatMap((column, at) =>
      kindOf(column) === 'number'
        ? [
            {
              refId,
              legend: text || column.name,
              fields: [fieldOf(part, timeAt), fieldOf(part, at)],
            },
          ]
        : [],
    )
  })
}

function fieldOf({ columns, rows }: KustoTable, at: number): FieldData {
  const column = columns[at]
  if (column === undefined) throw new Error(`There is no column ${at} in ${columns.length}.`)
  const type = kindOf(column)
  return { name: column.name, type, values: rows.map((row) => valueOf(row[at], type)) }
}

function kindOf({ type }: KustoColumn): FieldData['type'] {
  if (type === 'datetime') return 'time'
  if (type === 'bool') return 'boolean'
  return ['long', 'int', 'real', 'decimal'].includes(type) ? 'number' : 'string'
}

function valueOf(value: unknown, type: FieldData['type']): unknown {
  if (value === null || value === undefined) return null
  if (type === 'time') return typeof value === 'string' ? Date.parse(value) : null
  return type === 'number' ? Number(value) : value
}
