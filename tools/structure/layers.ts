/** A folder of `src` (without subfolders that are layers themselves), or files of its root. */
export interface Layer {
  /** The folder; without a slash and with `files`, files beside it. */
  readonly name: string
  /** For the table in ARCHITECTURE.md. */
  readonly holds: string
  /** The layers that it may import; `name/*` is a layer and all below it. */
  readonly uses: readonly string[]
  /** The files of `src` itself that make up this layer. */
  readonly files?: readonly string[]
}

/**
 * The picture: every layer and the layers that it may import, types included. A layer may use only
 * layers further down, so no arrow points back.
 */
export const LAYERS: readonly Layer[] = [
  {
    name: 'cli',
    holds: 'the `langgraph-kusto` command and its subcommands `provision` and `doctor`',
    uses: [
      'cli/*',
      'saver entry',
      'probes',
      'health',
      'store/revisions',
      'provision',
      'provision/functions',
      'kusto',
    ],
  },
  {
    name: 'cli/local',
    holds: '`local`: serves the local Kusto',
    uses: ['cli/arguments', 'cli/output', 'cli/process', 'local', 'local/emulation/*'],
  },
  {
    name: 'cli/threads',
    holds: '`threads`: lists, shows, prints, deletes, prunes and purges threads',
    uses: [
      'cli/arguments',
      'cli/output',
      'cli/process',
      'saver entry',
      'threads',
      'provision',
      'kusto',
    ],
  },
  {
    name: 'cli/transfer',
    holds: '`copy`, `export` and `import`',
    uses: ['cli/arguments', 'cli/output', 'cli/process', 'saver entry'],
  },
  {
    name: 'cli/capacity',
    holds: '`capacity`: calculates what a cluster needs',
    uses: ['cli/arguments', 'cli/output', 'cli/process', 'capacity'],
  },
  {
    name: 'cli/spool',
    holds: '`spool`: lists, retries and drops writes that wait on the local disk',
    uses: ['cli/arguments', 'cli/output', 'cli/process', 'spool', 'sqlite'],
  },
  {
    name: 'cli/arguments',
    holds: 'parsing of arguments, the usage error, `--connection`',
    uses: ['cli/output', 'kusto', 'kusto/connection'],
  },
  {
    name: 'cli/output',
    holds: 'what the commands print: tables, and failures on one line',
    uses: [],
  },
  { name: 'cli/process', holds: 'exit codes and shutdown signals', uses: [] },
  {
    name: 'capacity',
    holds: 'requests, rows and bytes of a load against the limits of Kusto',
    uses: ['saver entry', 'spool', 'ingest'],
  },
  {
    name: 'probes',
    holds: 'questions to a real Kusto that its documentation leaves open, one probe a file',
    uses: ['kusto'],
  },
  {
    name: 'threads',
    holds: 'administration of threads: list, history, purge',
    uses: ['kusto', 'tables'],
  },
  {
    name: 'saver entry',
    files: [
      'index.ts',
      'kusto-saver.ts',
      'check-client.ts',
      'wire-saver.ts',
      'saver-set-up.ts',
      'create-store-context.ts',
      'open-spool.ts',
      'saver-policies.ts',
      'options.ts',
    ],
    holds: '`KustoSaver`, its options, and the wiring of all parts',
    uses: [
      'migrate',
      'saver',
      'store/*',
      'telemetry',
      'telemetry/logs',
      'telemetry/core',
      'health',
      'provision',
      'spool',
      'ingest',
      'overlay',
      'kusto/*',
    ],
  },
  {
    name: 'migrate',
    holds: 'threads of other savers: read, put, compared',
    uses: ['store/values'],
  },
  {
    name: 'telemetry',
    holds: 'telemetry of one saver: decorators of its ports, put together',
    uses: ['telemetry/*', 'saver', 'store/*', 'spool', 'ingest', 'overlay', 'kusto'],
  },
  {
    name: 'telemetry/ports',
    holds: 'the decorators: operations, requests, batches',
    uses: [
      'telemetry/metrics',
      'telemetry/traces',
      'telemetry/logs',
      'telemetry/core',
      'saver',
      'store/state',
      'store/revisions',
      'spool',
      'ingest',
      'kusto',
      'tables',
    ],
  },
  {
    name: 'telemetry/metrics',
    holds: 'instruments, gauges, lag and the age of the view',
    uses: [
      'telemetry/traces',
      'telemetry/core',
      'store/state',
      'ingest',
      'overlay',
      'kusto',
      'tables',
    ],
  },
  { name: 'telemetry/traces', holds: 'spans and their links', uses: ['telemetry/core'] },
  { name: 'telemetry/logs', holds: 'log lines', uses: ['telemetry/core'] },
  {
    name: 'telemetry/sdk',
    holds: '`./telemetry`: an OpenTelemetry SDK in one call',
    uses: ['telemetry/core'],
  },
  {
    name: 'telemetry/core',
    holds: '`semconv.ts`, the only copy of all names, attributes, and guards against broken SDKs',
    uses: [],
  },
  {
    name: 'encryption',
    holds: '`./encryption`: AES-256-GCM and the ring of keys',
    uses: ['store/values'],
  },
  {
    name: 'saver',
    holds: "LangGraph's terms: configs and ids, drafts, serializers, versions",
    uses: ['store/*', 'tables'],
  },
  {
    name: 'store',
    holds: 'what its folders do not hold',
    uses: ['store/*', 'ingest', 'overlay', 'kusto', 'tables'],
  },
  {
    name: 'store/transfer',
    holds: 'whole threads on their way into other threads and files',
    uses: [
      'store/prune',
      'store/write',
      'store/read',
      'store/state',
      'store/queries',
      'store/resolve',
      'store/values',
      'store/revisions',
      'tables',
    ],
  },
  {
    name: 'store/prune',
    holds: 'checkpoints hidden while their thread lives: what to keep, and why',
    uses: [
      'store/write',
      'store/read',
      'store/state',
      'store/queries',
      'store/resolve',
      'store/values',
      'tables',
    ],
  },
  {
    name: 'store/write',
    holds: 'puts, pending writes, deletes; finding the parent’s manifest',
    uses: [
      'store/read',
      'store/state',
      'store/queries',
      'store/resolve',
      'store/values',
      'store/revisions',
      'ingest',
      'overlay',
      'kusto',
      'tables',
    ],
  },
  {
    name: 'store/read',
    holds: 'reading a checkpoint, pages of `list`, delta histories',
    uses: [
      'store/state',
      'store/queries',
      'store/resolve',
      'store/values',
      'store/revisions',
      'ingest',
      'kusto',
      'overlay',
      'tables',
    ],
  },
  {
    name: 'health',
    holds: '`healthCheck()`: questions to Kusto and to the saver itself',
    uses: [
      'store/state',
      'store/queries',
      'store/revisions',
      'provision',
      'spool',
      'ingest',
      'kusto',
      'tables',
    ],
  },
  {
    name: 'store/state',
    holds: 'what one saver keeps: known manifests, the backlog, the limit of the overlay',
    uses: [
      'store/queries',
      'store/resolve',
      'store/values',
      'store/revisions',
      'spool',
      'ingest',
      'overlay',
      'kusto',
      'tables',
    ],
  },
  {
    name: 'store/queries',
    holds: 'one file for each KQL query',
    uses: ['store/values', 'store/revisions', 'overlay', 'kusto', 'tables'],
  },
  {
    name: 'store/resolve',
    holds: 'rows to checkpoints, purely',
    uses: ['store/values', 'store/revisions', 'tables'],
  },
  {
    name: 'store/values',
    holds: 'values as chunks and parts, and the manifest that names them',
    uses: ['store/revisions', 'tables'],
  },
  {
    name: 'store/revisions',
    holds: 'revisions, the clocks that they are drawn from, and the names made of them',
    uses: ['ingest', 'tables'],
  },
  {
    name: 'provision/functions',
    holds: 'KQL functions for analysts: one table of names, columns, docs and bodies',
    uses: ['provision', 'kusto', 'tables'],
  },
  { name: 'provision', holds: 'creates and checks the schema', uses: ['kusto', 'tables'] },
  {
    name: 'overlay',
    holds: 'acknowledged rows that no query has returned yet',
    uses: ['tables'],
  },
  {
    name: 'spool',
    holds: 'rows on the local disk until Kusto has acknowledged them',
    uses: ['ingest', 'tables', 'sqlite'],
  },
  {
    name: 'ingest',
    holds: 'the write path: batches, limits, streaming and queued ingestion',
    uses: ['kusto', 'tables'],
  },
  {
    name: 'tables',
    holds: 'tables, columns, policies, and rows as TypeScript sees them',
    uses: ['kusto'],
  },
  {
    name: 'kusto',
    holds: 'the client port, the Azure SDK behind it, retries, failures, literals',
    uses: ['kusto/connection'],
  },
  { name: 'kusto/connection', holds: 'connection strings, sign-in, endpoints', uses: [] },
  {
    name: 'local',
    holds: '`LocalKusto` and its in-process client',
    uses: ['local/*'],
  },
  {
    name: 'local/server',
    holds: 'the HTTP server',
    uses: [
      'local/engine',
      'local/emulation/presets',
      'local/emulation/faults',
      'local/failures',
      'local/values',
    ],
  },
  {
    name: 'local/commands',
    holds: 'management commands',
    uses: [
      'local/workspace',
      'local/queued',
      'local/ingestion',
      'local/engine',
      'local/catalog',
      'local/views',
      'local/kql',
      'local/kql/parser',
      'local/text',
      'local/values',
      'local/failures',
    ],
  },
  {
    name: 'local/queued/storage',
    holds: 'queued ingestion over Azure Storage',
    uses: [
      'local/queued',
      'local/ingestion',
      'local/workspace',
      'local/values',
      'local/clock',
      'local/failures',
    ],
  },
  {
    name: 'local/queued',
    holds: 'queued ingestion: batches by the batching policy',
    uses: [
      'local/ingestion',
      'local/workspace',
      'local/catalog',
      'local/engine',
      'local/sqlite',
      'local/values',
      'local/clock',
      'local/failures',
    ],
  },
  {
    name: 'local/ingestion',
    holds: 'formats, mappings, streaming ingestion',
    uses: [
      'local/emulation/delays',
      'local/workspace',
      'local/catalog',
      'local/engine',
      'local/sqlite',
      'local/text',
      'local/values',
      'local/failures',
    ],
  },
  {
    name: 'local/workspace',
    holds: 'the data, the catalog, plans and views together',
    uses: [
      'local/emulation/delays',
      'local/views',
      'local/query',
      'local/catalog',
      'local/engine',
      'local/kql',
      'local/kql/parser',
      'local/sqlite',
      'local/values',
      'local/failures',
    ],
  },
  {
    name: 'local/views',
    holds: 'materialized views',
    uses: [
      'local/query',
      'local/catalog',
      'local/kql',
      'local/kql/parser',
      'local/sqlite',
      'local/text',
      'local/values',
      'local/failures',
    ],
  },
  {
    name: 'local/emulation',
    holds: 'a busy cluster’s behaviour, put together',
    uses: ['local/query', 'local/emulation/*', 'local/clock'],
  },
  {
    name: 'local/query',
    holds: 'runs a compiled query within the limits on results',
    uses: ['local/kql', 'local/engine', 'local/sqlite', 'local/values', 'local/failures'],
  },
  {
    name: 'local/engine',
    holds: 'the engine as its two ways in see it',
    uses: [
      'local/emulation/requests',
      'local/emulation/delays',
      'local/emulation/faults',
      'local/emulation/limits',
      'local/emulation/presets',
      'local/emulation/workload',
      'local/emulation/settings',
      'local/values',
      'local/clock',
    ],
  },
  {
    name: 'local/emulation/presets',
    holds: 'whole settings by a name and a seed',
    uses: [
      'local/emulation/workload',
      'local/emulation/delays',
      'local/emulation/faults',
      'local/emulation/limits',
      'local/emulation/settings',
      'local/clock',
      'local/failures',
    ],
  },
  {
    name: 'local/emulation/requests',
    holds: 'the gate that every request passes, and the journal of requests',
    uses: [
      'local/emulation/delays',
      'local/emulation/faults',
      'local/emulation/limits',
      'local/emulation/workload',
      'local/emulation/settings',
      'local/clock',
      'local/failures',
    ],
  },
  {
    name: 'local/emulation/workload',
    holds: 'workload groups',
    uses: ['local/emulation/settings', 'local/failures'],
  },
  {
    name: 'local/emulation/limits',
    holds: 'limits on requests',
    uses: ['local/emulation/faults', 'local/emulation/settings', 'local/failures'],
  },
  {
    name: 'local/emulation/delays',
    holds: 'delays of visibility, views and answers',
    uses: ['local/emulation/settings', 'local/clock', 'local/failures'],
  },
  {
    name: 'local/emulation/faults',
    holds: 'faults on purpose',
    uses: ['local/emulation/settings', 'local/clock', 'local/failures'],
  },
  {
    name: 'local/emulation/settings',
    holds: 'endpoints, ranges of milliseconds, seeded random numbers',
    uses: ['local/failures'],
  },
  {
    name: 'local/catalog',
    holds: 'databases, tables, policies, and where their rows are in SQLite',
    uses: ['local/kql/parser', 'local/sqlite', 'local/values', 'local/failures'],
  },
  {
    name: 'local/kql',
    holds: 'KQL to SQL: statements and expressions',
    uses: ['local/kql/*', 'local/sqlite', 'local/values', 'local/failures'],
  },
  {
    name: 'local/kql/operators',
    holds: 'one file for each tabular operator',
    uses: [
      'local/kql/relation',
      'local/kql/functions/*',
      'local/kql/parser',
      'local/sqlite',
      'local/values',
    ],
  },
  {
    name: 'local/kql/relation',
    holds: 'relations, scopes, literals: what operators work on',
    uses: ['local/kql/functions/*', 'local/kql/parser', 'local/sqlite', 'local/values'],
  },
  {
    name: 'local/kql/functions',
    holds: 'all functions that SQL calls',
    uses: ['local/kql/functions/*', 'local/sqlite'],
  },
  {
    name: 'local/kql/functions/operators',
    holds: 'scalar operators',
    uses: [
      'local/kql/functions/scalar',
      'local/kql/functions/values',
      'local/sqlite',
      'local/values',
    ],
  },
  {
    name: 'local/kql/functions/aggregates',
    holds: 'aggregates',
    uses: ['local/kql/functions/values', 'local/sqlite', 'local/values'],
  },
  {
    name: 'local/kql/functions/scalar',
    holds: 'scalar functions',
    uses: ['local/kql/functions/values', 'local/sqlite', 'local/text', 'local/values'],
  },
  {
    name: 'local/kql/functions/values',
    holds: 'what functions share: conversions, equality, calendars',
    uses: ['local/sqlite', 'local/values'],
  },
  {
    name: 'local/kql/plans',
    holds: 'the checkpointer’s own texts, translated',
    uses: [],
  },
  {
    name: 'local/kql/parser',
    holds: 'Microsoft’s parser, and the schema that it is given',
    uses: ['local/values', 'local/failures'],
  },
  { name: 'local/text', holds: 'tokens of commands, CSV', uses: ['local/failures'] },
  {
    name: 'local/values',
    holds: 'Kusto’s types, and their values as text and in SQLite',
    uses: ['local/sqlite'],
  },
  { name: 'local/sqlite', holds: 'SQLite: statements, transactions', uses: ['sqlite'] },
  { name: 'local/clock', holds: 'time, and time that tests move', uses: ['local/failures'] },
  { name: 'local/failures', holds: 'refusals in Kusto’s words', uses: [] },
  { name: 'sqlite', holds: 'SQLite’s drivers, its log, the owner of a file', uses: [] },
  {
    name: 'base',
    files: [
      'errors.ts',
      'kusto-error.ts',
      'error-brand.ts',
      'check-options.ts',
      'option-types.generated.ts',
      'nearest-name.ts',
      'shown-value.ts',
      'redact-secrets.ts',
      'error-class.ts',
      'kusto-quote.ts',
      'integer-option.ts',
      'json-object.ts',
      'event-loop-turns.ts',
      'json-pieces.ts',
      'parse-json.ts',
      'clock.ts',
      'longest-timer.ts',
      'package-failure.ts',
      'package-version.generated.ts',
    ],
    holds: 'what every layer may use: errors, the clock, JSON in pieces',
    uses: [],
  },
]

/** Every layer may use it. */
const BASE = 'base'

/** Whether layer `from` may import layer `to`. */
export function mayUse(from: Layer, to: string): boolean {
  return (
    to === BASE ||
    to === from.name ||
    from.uses.some((name) =>
      name.endsWith('/*')
        ? to === name.slice(0, -2) || to.startsWith(name.slice(0, -1))
        : to === name,
    )
  )
}
