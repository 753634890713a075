import { openSink } from '../../../../src/ingest/open-sink.ts'
import { BLOBS } from '../../../../src/tables/schema.ts'

// A client that keeps nothing open itself, so Node would exit before the answer.
const ingest = async (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 50).unref()
  })
const sink = openSink({ client: { ingest, enqueue: ingest } })
void sink.write(BLOBS, [Buffer.from('{}')])
await sink.close()
process.stdout.write('closed')
