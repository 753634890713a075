import { definedAttributes, type Attributes } from './defined-attributes.ts'
import { DB_OPERATION_NAME } from './semconv.ts'

/** The names of a mode of ingestion in metrics, spans and logs. */
export const INGEST_OPERATION = {
  streaming: 'streaming_ingest',
  queued: 'queued_ingest',
} as const

type Path = keyof typeof INGEST_OPERATION

const LABELS: Readonly<Record<Path, Attributes>> = {
  streaming: definedAttributes([DB_OPERATION_NAME, INGEST_OPERATION.streaming]),
  queued: definedAttributes([DB_OPERATION_NAME, INGEST_OPERATION.queued]),
}

export function labelsOfIngest(path: Path): Attributes {
  return LABELS[path]
}
