import type { KustoClient } from '../../../src/index.ts'

/** The bytes of values that KustoSaver stored, in the columns for them. */
const PAYLOAD = `union
  (Checkpoints | summarize bytes = sum(strlen(checkpoint) + strlen(metadata))),
  (CheckpointBlobs | summarize bytes = sum(strlen(value))),
  (CheckpointWrites | summarize bytes = sum(strlen(value_json)))
| summarize bytes = sum(bytes)`

/** Characters are bytes here: the benchmark's texts are ASCII. */
export async function payloadBytes(client: KustoClient): Promise<number> {
  const [table] = await client.query({ text: PAYLOAD, parameters: {} })
  return Number(table?.rows[0]?.[0])
}
