import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { isStreamingOnByDefault } from '../../../src/kusto/streaming-switch.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { provision } from '../../../src/provision/apply.ts'
import { checkSchema } from '../../../src/provision/check-schema.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'

const PORTAL = /Azure portal[^]*Configurations → Streaming ingestion/

let kusto: LocalKusto

beforeEach(async () => {
  kusto = await LocalKusto.open()
})

afterEach(async () => {
  await kusto.close()
})

describe('a cluster whose streaming ingestion is off', () => {
  beforeEach(() => {
    kusto.faults.add({
      endpoint: 'mgmt',
      text: /policy streamingingestion enable/,
      fault: 'status',
      status: 400,
      message: 'Admin command cannot be executed as streaming ingestion is not enabled',
    })
  })

  it('makes setup name the switch in the portal, and no command that Kusto rejects', async () => {
    await using saver = new KustoSaver({ client: kusto.client() })
    await expect(saver.setup({ provision: true })).rejects.toMatchObject({
      code: 'NOT_PROVISIONED',
      message: expect.stringMatching(
        /error: Checkpoints: Streaming ingestion is off for the whole cluster\. Turn it on in the Azure portal[^\n]*\n {2}error: CheckpointBlobs/,
      ) as unknown,
    })
  })

  it('makes each rejected step report it, and the rest is done', async () => {
    const { steps } = await provision(kusto.client())
    const failed = steps.filter(({ result }) => result !== 'done')
    expect(failed).toHaveLength(4)
    for (const { reason } of failed) expect(reason).toMatch(PORTAL)
  })

  it('is sufficient for a saver that queues', async () => {
    await using saver = new KustoSaver({ client: kusto.client(), ingestion: 'queued' })
    await expect(saver.setup({ provision: true })).resolves.toMatchObject({ isReady: true })
  })
})

it('a put to such a cluster names the switch in the portal', async () => {
  await provision(kusto.client())
  kusto.faults.add({
    endpoint: 'ingest',
    fault: 'status',
    status: 404,
    code: 'StreamingIngestionFunctionalityDisabled',
  })
  await using saver = new KustoSaver({ client: kusto.client() })
  const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
  await expect(saver.put(config, checkpointOf(1, {}), metadataOf(1), {})).rejects.toMatchObject({
    code: 'NOT_PROVISIONED',
    message: expect.stringMatching(PORTAL) as unknown,
  })
})

describe('an Eventhouse in Fabric', () => {
  const FABRIC = 'https://trd-abc.z1.kusto.fabric.microsoft.com'

  it('streams without any policy', async () => {
    await provision(kusto.client())
    await kusto.client().command({ text: '.delete table Checkpoints policy streamingingestion' })
    expect(await checkSchema(kusto.client(), { clusterUri: FABRIC })).toMatchObject({
      findings: [],
    })
    expect(await checkSchema(kusto.client())).toMatchObject({
      findings: [{ kind: 'streaming-off', message: expect.stringMatching(PORTAL) as unknown }],
    })
    const endpoint = { clusterUri: FABRIC, database: 'NetDefaultDB' }
    await using saver = new KustoSaver({ client: kusto.client(), endpoint })
    await expect(saver.setup()).resolves.toMatchObject({ findings: [] })
    expect((await saver.healthCheck()).status).toBe('ok')
  })

  it.each([
    [FABRIC, true],
    ['https://name.region.kusto.windows.net', false],
    ['https://kusto.fabric.microsoft.com.example.org', false],
    ['no address', false],
    [undefined, false],
  ])('is recognized by its address: %s', (clusterUri, expected) => {
    expect(isStreamingOnByDefault(clusterUri)).toBe(expected)
  })
})
