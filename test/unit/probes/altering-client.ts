import type {
  KustoClient,
  KustoCommand,
  KustoEnqueue,
  KustoIngest,
  KustoQuery,
  KustoTable,
} from '../../../src/kusto/kusto-client.ts'

/** The behaviour of a wrong Kusto; omitted requests pass unchanged. */
export interface Alterations {
  readonly query?: (
    request: KustoQuery,
    send: (request: KustoQuery) => Promise<readonly KustoTable[]>,
  ) => Promise<readonly KustoTable[]>
  readonly command?: (
    request: KustoCommand,
    send: (request: KustoCommand) => Promise<KustoTable>,
  ) => Promise<KustoTable>
  readonly ingest?: (
    request: KustoIngest,
    send: (request: KustoIngest) => Promise<void>,
  ) => Promise<void>
  readonly enqueue?: (request: KustoEnqueue) => Promise<void>
}

/** A client of a real engine that gives wrong answers on purpose. */
export function altering(inner: KustoClient, alter: Alterations): KustoClient {
  return {
    query: (request) => alter.query?.(request, (sent) => inner.query(sent)) ?? inner.query(request),
    command: (request) =>
      alter.command?.(request, (sent) => inner.command(sent)) ?? inner.command(request),
    ingest: (request) =>
      alter.ingest?.(request, (sent) => inner.ingest(sent)) ?? inner.ingest(request),
    enqueue: (request) => alter.enqueue?.(request) ?? inner.enqueue(request),
    close: () => inner.close(),
  }
}
