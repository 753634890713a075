import { gzipSync } from 'node:zlib'
import { Readable } from 'node:stream'
import { BlobServiceClient } from '@azure/storage-blob'
import { KustoConnectionStringBuilder } from 'azure-kusto-data'
import {
  DataFormat,
  IngestClient,
  IngestStatusQueues,
  ReportLevel,
  type IngestionProperties,
} from 'azure-kusto-ingest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BATCHING_MS, LOOK_MS, startQueuedKusto, type QueuedKusto } from './support/queued-kusto.ts'

let queued: QueuedKusto
let sdk: IngestClient

beforeAll(async () => {
  queued = await startQueuedKusto()
  sdk = new IngestClient(new KustoConnectionStringBuilder(queued.url))
})

afterAll(async () => {
  sdk.close()
  await queued.close()
})

const command = async (text: string): Promise<readonly (readonly unknown[])[]> =>
  (await queued.kusto.client().command({ text })).rows

beforeEach(async () => {
  await command('.drop table T ifexists')
  await command('.create table T (id:string, n:long)')
  await command(
    `.create table T ingestion json mapping 'M' '[{"column":"id","path":"$.id"},{"column":"n","path":"$.n"}]'`,
  )
  await command(`.alter table T policy ingestionbatching '{"MaximumBatchingTimeSpan":"00:00:30"}'`)
  await queued.settle()
})

const properties = (more: Partial<IngestionProperties> = {}): Partial<IngestionProperties> => ({
  database: 'Agents',
  table: 'T',
  format: DataFormat.JSON,
  ingestionMappingReference: 'M',
  ...more,
})

const ids = async (): Promise<unknown[]> => {
  const [table] = await queued.kusto
    .client()
    .query({ text: 'T | project id | sort by id asc', parameters: {} })
  return (table?.rows ?? []).map(([id]) => id)
}

const failures = () =>
  command(
    '.show ingestion failures | where Table in ("T", "", "Missing") | project ErrorCode, ShouldRetry',
  )

let knownFailures = 0
const newFailures = async (): Promise<unknown[]> => {
  const all = await failures()
  const found = all.slice(knownFailures)
  knownFailures = all.length
  return found.map(([code]) => code)
}

const container = () =>
  BlobServiceClient.fromConnectionString(queued.connectionString).getContainerClient(
    'kusto-ingestdata',
  )

/** Ingests a blob with these bytes. */
async function ingestBlob(
  name: string,
  bytes: Buffer,
  more: Partial<IngestionProperties> = {},
): Promise<void> {
  const url = await sdk.uploadToBlobWithRetry(Uint8Array.from(bytes).buffer, name)
  await sdk.ingestFromBlob(url, properties(more))
}

describe('the official ingest client', () => {
  it('ingests a stream, after the batching time', async () => {
    await sdk.ingestFromStream(Readable.from([Buffer.from('{"id":"a","n":1}\n')]), properties())
    await queued.clock.advance(LOOK_MS + BATCHING_MS - 1)
    expect(await ids()).toEqual([])
    await queued.clock.advance(1)
    expect(await ids()).toEqual(['a'])
  })

  it('ingests packed and csv blobs and inline mappings', async () => {
    await ingestBlob('1.json.gz', gzipSync('{"id":"a","n":1}\n'), { flushImmediately: true })
    const url = await sdk.uploadToBlobWithRetry(
      Uint8Array.from(Buffer.from('b,2\n')).buffer,
      '2.csv',
    )
    await sdk.ingestFromBlob(url, {
      database: 'Agents',
      table: 'T',
      format: DataFormat.CSV,
      flushImmediately: true,
    })
    await queued.clock.advance(LOOK_MS)
    expect(await ids()).toEqual(['a', 'b'])
  })

  it('skips a blob whose tag exists', async () => {
    const tagged = { ingestByTags: ['once'], ingestIfNotExists: '["once"]' }
    await ingestBlob('1.json', Buffer.from('{"id":"a"}'), tagged)
    await ingestBlob('2.json', Buffer.from('{"id":"a"}'), tagged)
    await queued.clock.advance(2 * LOOK_MS)
    expect(await ids()).toEqual(['a'])
  })

  it('receives successes and failures through the status queues', async () => {
    const status = new IngestStatusQueues(sdk)
    const reported = { reportLevel: ReportLevel.FailuresAndSuccesses, flushImmediately: true }
    await ingestBlob('good.json', Buffer.from('{"id":"a"}'), reported)
    await ingestBlob('bad.json', Buffer.from('not json'), reported)
    await queued.clock.advance(LOOK_MS)
    await expect.poll(() => status.success.isEmpty()).toBe(false)
    await expect.poll(() => status.failure.isEmpty()).toBe(false)
    const [success] = await status.success.pop(1)
    const [failure] = await status.failure.pop(1)
    expect(success).toMatchObject({
      Database: 'Agents',
      Table: 'T',
      IngestionSourcePath: expect.stringMatching(/good\.json$/),
    })
    expect(failure).toMatchObject({
      ErrorCode: 'BadRequest_NoRecordsOrWrongFormat',
      FailureStatus: 'Permanent',
    })
    await newFailures()
  })
})

describe('data that cannot be ingested', () => {
  it('appears once in .show ingestion failures and leaves the queue', async () => {
    await ingestBlob('empty.json', Buffer.alloc(0), { flushImmediately: true })
    await ingestBlob('broken.json.gz', Buffer.from('no gzip'), { flushImmediately: true })
    await ingestBlob('poison.json', Buffer.from([0xff, 0xfe, 0x00]), { flushImmediately: true })
    await sdk.ingestFromBlob(`${container().url}/nowhere.json`, properties())
    await ingestBlob('lost.json', Buffer.from('{"id":"a"}'), {
      table: 'Missing',
      flushImmediately: true,
    })
    await queued.ready.sendMessage(Buffer.from('{"Id":"x"}').toString('base64'))
    await queued.ready.sendMessage('not base64 of anything')
    await queued.clock.advance(LOOK_MS)
    expect((await newFailures()).map(String).toSorted()).toEqual([
      'BadRequest_EmptyBlob',
      'BadRequest_EntityNotFound',
      'BadRequest_InvalidArchive',
      'BadRequest_InvalidQueueMessage',
      'BadRequest_InvalidQueueMessage',
      'BadRequest_NoRecordsOrWrongFormat',
      'Download_Forbidden',
    ])
    expect((await queued.ready.getProperties()).approximateMessagesCount).toBe(0)
    expect(await ids()).toEqual([])
  })

  it('never shows the signature of a URL', async () => {
    await ingestBlob('signed.json', Buffer.from('?'), { flushImmediately: true })
    await queued.clock.advance(LOOK_MS)
    const shown = JSON.stringify(await command('.show ingestion failures'))
    expect(shown).toContain('signed.json')
    expect(shown).not.toContain('sig=')
    await newFailures()
  })

  it('is found by the id of its operation', async () => {
    const [first] = await command('.show ingestion failures | project OperationId')
    const id = String(first?.[0])
    expect(
      await command(`.show ingestion failures with (OperationId='${id}') | project OperationId`),
    ).toEqual([[id]])
  })
})

describe('the consumer', () => {
  it('reads more messages than one request returns', async () => {
    for (let n = 0; n < 40; n += 1) {
      await ingestBlob(`${n}.json`, Buffer.from(JSON.stringify({ id: String(n) })))
    }
    await queued.settle()
    expect(await ids()).toHaveLength(40)
  })
})

const stream = (sourceUri: unknown): Promise<Response> =>
  fetch(`${queued.url}/v1/rest/ingest/Agents/T?streamFormat=json&mappingName=M&sourceKind=uri`, {
    method: 'POST',
    body: JSON.stringify({ SourceUri: sourceUri }),
  })

describe('streaming ingestion from a blob', () => {
  beforeEach(async () => {
    await command('.alter table T policy streamingingestion enable')
  })

  it('ingests the rows of the blob that the body names, compressed or not', async () => {
    for (const [name, bytes] of [
      ['plain.json', Buffer.from('{"id":"a","n":1}')],
      ['packed.json.gz', gzipSync('{"id":"b","n":2}')],
    ] as const) {
      const url = await sdk.uploadToBlobWithRetry(Uint8Array.from(bytes).buffer, name)
      expect((await stream(url)).status).toBe(200)
    }
    expect(await ids()).toEqual(['a', 'b'])
  })

  it('reports problems with the blob', async () => {
    const url = `${container().url}/missing.json`
    const answer = await stream(url)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('Download_')
    expect((await stream('no address')).status).toBe(400)
  })
})

describe('commands of data management', () => {
  it('.show export containers returns a container', async () => {
    const rows = await command('.show export containers')
    expect(rows).toEqual([[expect.stringContaining('kusto-ingestdata')]])
  })

  it('.refresh database … cache ingestionbatchingpolicy answers', async () => {
    const text = ".refresh database 'Agents' table 'T' cache ingestionbatchingpolicy"
    expect(await command(text)).toEqual([['local', 'Succeeded']])
    await expect(command(text.replace("'T'", "'Missing'"))).rejects.toThrow('was not found')
  })
})
