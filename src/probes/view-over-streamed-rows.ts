import { observation, type Probe } from './probe.ts'

export const viewOverStreamedRows: Probe = {
  name: 'view-over-streamed-rows',
  question: 'How soon does a materialized view, queried by name, show streamed rows?',
  done: 'streamed a row and looked for it in its table and, at the same time, in a view',
  expected:
    'in the table within seconds, in the view within 60 s (data-explorer/ingest-data-streaming.md)',
  ifItDiffers:
    'Readers also search the table, so reads stay right but are slower. Report how long the view takes.',
  async run(scratch) {
    const table = await scratch.table('Lag')
    const view = `${table}View`
    await scratch.command(
      `.create materialized-view ${view} on table ${table} { ${table} | summarize most = max(value) by id }`,
    )
    await scratch.store(table, [['a', '1']])
    const [tableMs, viewMs] = await Promise.all(
      [table, view].map((source) => scratch.until(async () => (await scratch.count(source)) === 1)),
    )
    return {
      ...observation(
        tableMs !== undefined && viewMs !== undefined,
        `table ${scratch.after(tableMs)}, view ${scratch.after(viewMs)}`,
      ),
      ...(scratch.isEmulator || tableMs === undefined || viewMs === undefined
        ? {}
        : { figures: { tableMs, viewMs } }),
    }
  },
}
