import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import {
  DatasourceVariableBuilder,
  TextBoxVariableBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { buildBoard, type Section } from '../grafana/board.ts'
import { stat } from '../grafana/stat.ts'
import { table } from '../grafana/table.ts'
import type { KqlTarget } from '../grafana/targets.ts'
import { timeseries } from '../grafana/timeseries.ts'
import {
  ACTIVE_THREADS,
  ACTIVE_THREADS_BY_DAY,
  BYTES_STORED,
  CHECKPOINTS_STORED,
  GROWTH_BY_DAY,
  LAG,
  LARGEST_CHANNELS,
  LARGEST_THREADS,
  OPEN_STEPS,
  THREADS_DELETED,
} from './thread-queries.ts'

/** The contents of the tables, queried from Kusto itself. */
export function threads(): Dashboard {
  return buildBoard({
    uid: 'langgraph-kusto-threads',
    title: 'LangGraph on Kusto / Threads',
    description:
      'What the tables hold: threads, growth, large values. Queries Azure Data Explorer itself through its Grafana plugin. Needs the role Viewer.',
    from: 'now-7d',
    refresh: '15m',
    variables: [
      new DatasourceVariableBuilder('datasource')
        .label('Data source')
        .type('grafana-azure-data-explorer-datasource'),
      new TextBoxVariableBuilder('database')
        .label('Database')
        .description("the checkpointer's database")
        .defaultValue('NetDefaultDB'),
    ],
    sections: [now(), growth(), large(), freshness()],
  })
}

function now(): Section {
  return {
    title: 'In the time range',
    panels: [
      stat({
        id: 1,
        title: 'Active threads',
        description:
          'Threads that were written to in the time range and not deleted since. A sudden fall: agents do not reach Kusto, see the Overview. A sudden rise: something creates a new thread for each call.',
        unit: 'short',
        width: 6,
        limits: [],
        targets: [asTable(ACTIVE_THREADS)],
      }),
      stat({
        id: 2,
        title: 'Checkpoints stored',
        description:
          'Rows put in the time range, repeated puts included. A run of k supersteps stores about k + 2. Many more per thread: a graph loops.',
        unit: 'short',
        width: 6,
        limits: [],
        targets: [asTable(CHECKPOINTS_STORED)],
      }),
      stat({
        id: 3,
        title: 'Bytes stored',
        description:
          'Serialized state before compression, by which ingestion is billed. Rising faster than threads: see Largest channels.',
        unit: 'bytes',
        width: 6,
        limits: [],
        targets: [asTable(BYTES_STORED)],
      }),
      stat({
        id: 4,
        title: 'Threads deleted',
        description:
          'Threads with a tombstone in the time range. Their bytes stay until retention removes them. More than your own clean-up deletes: find the caller of deleteThread in the traces.',
        unit: 'short',
        width: 6,
        limits: [],
        targets: [asTable(THREADS_DELETED)],
      }),
    ],
  }
}

function growth(): Section {
  return {
    title: 'Growth',
    panels: [
      timeseries({
        id: 10,
        title: 'Active threads per day',
        description:
          'Threads written to on each day (UTC). Compare with the number of conversations you expect. Far more: something creates new thread ids for old conversations.',
        unit: 'short',
        width: 12,
        style: 'bars',
        targets: [overTime(ACTIVE_THREADS_BY_DAY)],
      }),
      timeseries({
        id: 11,
        title: 'Growth per day',
        description:
          'Bytes stored on each day. Multiply by the retention period to get the size of the database. Too much: shorten retention (provision --retention-days) or make the largest channels smaller.',
        unit: 'bytes',
        width: 12,
        style: 'bars',
        targets: [overTime(GROWTH_BY_DAY)],
      }),
    ],
  }
}

function large(): Section {
  return {
    title: 'What is large',
    panels: [
      table({
        id: 20,
        title: 'Largest threads',
        description:
          'The 20 threads with the most bytes in the time range. Rows of an earlier, deleted thread of the same name count until retention removes them. One far above the rest: an agent in a loop, or a state that only grows. Read it with `langgraph-kusto threads show <id>`.',
        unit: 'short',
        width: 12,
        sortBy: 'total_bytes',
        units: { total_bytes: 'bytes', last_put: 'dateTimeAsIso' },
        targets: [asTable(LARGEST_THREADS)],
      }),
      table({
        id: 21,
        title: 'Largest channels',
        description:
          'Channels by the bytes of their values. A channel with many versions and large values is stored whole each time it changes. Keep documents elsewhere and their ids in the state, or trim messages.',
        unit: 'short',
        width: 12,
        sortBy: 'total_bytes',
        units: { total_bytes: 'bytes', largest_value: 'bytes' },
        targets: [asTable(LARGEST_CHANNELS)],
      }),
    ],
  }
}

function freshness(): Section {
  return {
    title: 'Freshness and open ends',
    panels: [
      timeseries({
        id: 30,
        title: 'Lag by ingestion_time()',
        description:
          "Time from a writer's put until Kusto ingested the row. Constant on all rows: clocks differ. Rising: the cluster is behind, see `.show ingestion failures` and KustoSaverIngestionLagHigh.",
        unit: 's',
        width: 12,
        targets: [overTime(LAG)],
      }),
      table({
        id: 31,
        title: 'Threads that wait or failed',
        description:
          'Threads whose latest checkpoint has an interrupt (a human is asked) or an error of a task. Old interrupts: nobody answers. Errors: fix the node, then resume the thread.',
        unit: 'short',
        width: 12,
        sortBy: 'last_write',
        units: { last_write: 'dateTimeAsIso' },
        widths: { tasks: 70, interrupts: 95, errors: 75, last_write: 170 },
        targets: [asTable(OPEN_STEPS)],
      }),
    ],
  }
}

function asTable(query: string): KqlTarget {
  return { query, resultFormat: 'table' }
}

function overTime(query: string): KqlTarget {
  return { query, resultFormat: 'time_series' }
}
