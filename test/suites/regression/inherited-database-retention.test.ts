import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

/*
 * setup() checked only the policies of the tables, so a database with a shorter policy passed:
 * threads in daily use expired, and deleted ones came back.
 */
const DAY_MS = 24 * 3_600_000
const DATABASE_POLICY =
  '.alter database NetDefaultDB policy retention \'{"SoftDeletePeriod": "20.00:00:00"}\''

let clock: VirtualClock
let kusto: LocalKusto
let saver: KustoSaver

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  saver = opened()
  await saver.setup({ provision: true })
})

afterEach(async () => {
  await saver.end()
  await kusto.close()
})

const opened = () => new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })
const config = (step?: number) => ({
  configurable: {
    thread_id: 'deleted',
    checkpoint_ns: '',
    ...(step === undefined ? {} : { checkpoint_id: idOf(step) }),
  },
})

async function command(text: string): Promise<void> {
  await kusto.client().command({ text })
}

describe('a database with a retention of 20 days', () => {
  it.each([
    ['table Checkpoints', "Checkpoints: rows are kept for 20 days by the database's policy"],
    ['table CheckpointBlobs', 'CheckpointBlobs: rows are kept for 20 days'],
    ['table CheckpointWrites', 'CheckpointWrites: it is kept for 20 days'],
    ['table ThreadDeletions', 'ThreadDeletions: it is kept for 20 days'],
    ['materialized-view LatestCheckpoints', 'LatestCheckpoints: it is kept for 20 days'],
  ])('is rejected when %s inherits it, and the named commands repair it', async (owner, seen) => {
    await command(`.delete ${owner} policy retention`)
    await command(DATABASE_POLICY)
    const refusal: unknown = await saver.setup().catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'NOT_PROVISIONED' })
    const message = String(refusal)
    expect(message).toContain(seen)
    const mend = new RegExp(`^ *(\\.alter ${owner} policy retention .*)$`, 'm').exec(message)?.[1]
    await command(mend ?? '')
    await expect(saver.setup()).resolves.toMatchObject({ isReady: true, retentionDays: 90 })
  })

  it('does not bring back deleted threads once setup() has provisioned again', async () => {
    await command('.delete table ThreadDeletions policy retention')
    await command(DATABASE_POLICY)
    await saver.setup({ provision: true })
    await saver.put(config(), checkpointOf(1, { a: 'erase me' }), metadataOf(1), { a: 1 })
    await saver.deleteThread('deleted')
    await clock.advance(25 * DAY_MS)
    await using later = opened()
    expect(await later.getTuple(config(1))).toBeUndefined()
  })
})
