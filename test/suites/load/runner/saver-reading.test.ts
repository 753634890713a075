import { expect, test } from 'vitest'
import { parsePrometheusText } from '../../../../load/prometheus-text.ts'
import { saverReading } from '../../../../load/runner/metrics/saver-reading.ts'

const PAGE = `
langgraph_kusto_puts_total{write_mode="durable"} 7
langgraph_kusto_puts_total{write_mode="durable",error_type=""} 1
langgraph_kusto_puts_total{write_mode="durable",error_type="INGEST_REJECTED"} 2
langgraph_kusto_get_tuple_calls_total{found="true"} 3
langgraph_kusto_get_tuple_calls_total{found="false"} 4
langgraph_kusto_get_tuple_duration_seconds_bucket{le="0.1"} 5
langgraph_kusto_get_tuple_duration_seconds_bucket{le="+Inf"} 7
langgraph_kusto_batch_queue_size{db_collection_name="Checkpoints"} 2
langgraph_kusto_batch_queue_size{db_collection_name="CheckpointWrites"} 3
langgraph_kusto_ingestion_lag_seconds{db_collection_name="Checkpoints"} 0.5
langgraph_kusto_ingestion_lag_seconds{db_collection_name="CheckpointWrites"} 2.5
db_client_operation_duration_count{db_operation_name="query"} 9
`

test('counts failed and successful calls, sums rows and takes the greatest lag', () => {
  const reading = saverReading(parsePrometheusText(PAGE))
  expect(reading.calls).toEqual({ put: 8, putWrites: 0, getTuple: 7, list: 0 })
  expect(reading.failed).toEqual({ put: 2, putWrites: 0, getTuple: 0, list: 0 })
  expect(reading.seconds.getTuple).toEqual(
    new Map([
      [0.1, 5],
      [Infinity, 7],
    ]),
  )
  expect(reading).toMatchObject({ queueRows: 5, lagSeconds: 2.5, requests: { query: 9 } })
})
