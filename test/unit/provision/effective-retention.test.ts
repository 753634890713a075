import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoError, KustoSaver, type KustoClient } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { provision } from '../../../src/provision/apply.ts'
import { checkSchema } from '../../../src/provision/check-schema.ts'
import { setUpSchema } from '../../../src/provision/set-up.ts'

const STATE = ['table Checkpoints', 'table CheckpointBlobs']
const FOLLOWERS = [
  'table CheckpointWrites',
  'table ThreadDeletions',
  'materialized-view LatestCheckpoints',
]
const ALL = [...STATE, ...FOLLOWERS]

let kusto: LocalKusto
let client: KustoClient

beforeEach(async () => {
  kusto = await LocalKusto.open({ database: 'Agents' })
  client = kusto.client()
  await provision(client)
})

afterEach(async () => {
  await kusto.close()
})

const command = async (text: string): Promise<void> => void (await client.command({ text }))

async function unset(...owners: readonly string[]): Promise<void> {
  for (const owner of owners) await command(`.delete ${owner} policy retention`)
}

async function keep(period: string, ...owners: readonly string[]): Promise<void> {
  const policy = JSON.stringify({ SoftDeletePeriod: period, Recoverability: 'Disabled' })
  for (const owner of owners) await command(`.alter ${owner} policy retention '${policy}'`)
}

/** The errors for a saver with 90 days of retention. */
async function findings(): Promise<readonly string[]> {
  const report = await checkSchema(client, { retentionDays: 90 })
  return report.findings.map(({ severity, kind, entity }) => `${severity} ${kind} ${entity}`)
}

/** Runs every command that the refusal of setup() names. */
async function mend(): Promise<void> {
  const report = await checkSchema(client, { retentionDays: 90 })
  for (const finding of report.findings) await command(finding.command)
}

/** Errors of setup(), which succeeds once every command that it named has run. */
async function refused(): Promise<readonly string[]> {
  await using saver = new KustoSaver({ client: lent(client) })
  await expect(saver.setup()).rejects.toMatchObject({ code: 'NOT_PROVISIONED' })
  const found = await findings()
  await mend()
  await expect(saver.setup()).resolves.toMatchObject({ findings: [], retentionDays: 90 })
  return found
}

function lent(inner: KustoClient): KustoClient {
  return {
    query: (request) => inner.query(request),
    command: (request) => inner.command(request),
    ingest: (request) => inner.ingest(request),
    enqueue: (request) => inner.enqueue(request),
    close: () => Promise.resolve(),
  }
}

describe('retention inherited from the database', () => {
  it('is an error if it is too short for the state, and the named commands repair it', async () => {
    await unset(...STATE, 'table CheckpointWrites', 'table ThreadDeletions')
    await keep('20.00:00:00', 'database Agents')
    expect(await refused()).toEqual([
      'error retention-short Checkpoints',
      'error retention-short CheckpointBlobs',
      'error retention-short CheckpointWrites',
      'error retention-short ThreadDeletions',
    ])
  })

  it('is an error if only the tombstones inherit it', async () => {
    await unset('table ThreadDeletions')
    await keep('20.00:00:00', 'database Agents')
    expect(await refused()).toEqual(['error retention-short ThreadDeletions'])
  })

  it('is an error if only the view inherits it', async () => {
    await unset('materialized-view LatestCheckpoints')
    await keep('119.23:59:59', 'database Agents')
    expect(await refused()).toEqual(['error retention-short LatestCheckpoints'])
  })

  it('is an error as soon as the database’s policy is shortened', async () => {
    await unset(...ALL)
    await keep('36500.00:00:00', 'database Agents')
    expect((await findings()).filter((finding) => finding.startsWith('error'))).toEqual([])
    await keep('60.00:00:00', 'database Agents')
    expect(await refused()).toEqual([
      'error retention-short Checkpoints',
      'error retention-short CheckpointBlobs',
      'error retention-short CheckpointWrites',
      'error retention-short ThreadDeletions',
      'error retention-short LatestCheckpoints',
    ])
  })

  it('does not affect tables with their own policy', async () => {
    await keep('1.00:00:00', 'database Agents')
    expect(await findings()).toEqual([])
  })

  it('is Kusto’s default of a thousand years if the database has no policy: enough, with a warning', async () => {
    await unset(...ALL)
    const report = await setUpSchema(client, { retentionDays: 90 })
    expect(report).toMatchObject({ isReady: true, retentionDays: 365_000 })
    expect(await findings()).toEqual([
      'warning retention-unset Checkpoints',
      'warning retention-unset CheckpointBlobs',
    ])
  })

  it('is the portal’s “unlimited”, 36,500 days: enough also for rows that must outlive the state', async () => {
    await unset(...ALL)
    await keep('36500.00:00:00', 'database Agents')
    expect((await findings()).filter((finding) => finding.startsWith('error'))).toEqual([])
  })

  it('is reported once as unreadable if the database’s policy is hidden', async () => {
    await unset(...ALL)
    const hidden = new KustoError('no', { code: 'Forbidden', status: 403, permanent: true })
    const report = await checkSchema({
      ...lent(client),
      command: (request) =>
        /^\.show database .* policy retention/.test(request.text)
          ? Promise.reject(hidden)
          : client.command(request),
    })
    expect(report.findings).toMatchObject([
      { kind: 'unreadable', severity: 'warning', entity: 'database policy retention' },
    ])
    expect(report.retentionDays).toBeUndefined()
  })
})

describe('retention of single tables', () => {
  it('is an error if checkpoints and their values differ', async () => {
    await keep('365.00:00:00', 'table Checkpoints', ...FOLLOWERS)
    await keep('395.00:00:00', ...FOLLOWERS)
    expect(await findings()).toEqual(['error retention-differs CheckpointBlobs'])
    await mend()
    expect(await findings()).toEqual([])
  })

  it('is an error if pending writes would expire before their checkpoint', async () => {
    await keep('90.00:00:00', 'table CheckpointWrites')
    expect(await refused()).toEqual(['error retention-short CheckpointWrites'])
  })

  it.each(['89.23:59:59.9999999', '23:59:59', '00:00:00'])(
    'is an error if it is %s and the saver expects 90 days',
    async (period) => {
      await keep(period, ...STATE)
      expect(await refused()).toEqual([
        'error retention-short Checkpoints',
        'error retention-short CheckpointBlobs',
      ])
    },
  )

  it('is compared by the exact period of the state, not by whole days', async () => {
    await keep('90.12:00:00', ...STATE)
    expect(await findings()).toEqual(
      ['CheckpointWrites', 'ThreadDeletions', 'LatestCheckpoints'].map(
        (entity) => `error retention-short ${entity}`,
      ),
    )
    await mend()
    expect(await findings()).toEqual([])
  })

  it('ignores how long rows stay recoverable or hot', async () => {
    for (const owner of ALL) {
      await command(`.alter ${owner} policy caching hot = 1d`)
      await command(`.alter-merge ${owner} policy retention recoverability = disabled`)
    }
    expect(await findings()).toEqual([])
  })

  it('is inherited if the policy of a table only sets recoverability', async () => {
    await keep('20.00:00:00', 'database Agents')
    await command('.alter table ThreadDeletions policy retention \'{"Recoverability":"Enabled"}\'')
    expect(await refused()).toEqual(['error retention-short ThreadDeletions'])
  })

  it('names both remedies for a period that is too short', async () => {
    await keep('30.00:00:00', ...STATE)
    const { findings: found } = await checkSchema(client, { retentionDays: 90 })
    expect(found[0]).toMatchObject({
      message:
        'rows are kept for 30 days, but the checkpointer expects 90: ' +
        'set its option retentionDays to 30, or keep them longer',
      command: expect.stringContaining('90.00:00:00') as unknown,
    })
  })
})

describe('provisioning', () => {
  it('without a period lengthens periods that break a rule and leaves hot caches alone', async () => {
    await keep('90.00:00:00', 'table CheckpointWrites')
    await command('.alter table CheckpointWrites policy caching hot = 7d')
    const { steps } = await provision(client)
    expect(
      steps.filter(({ command: text }) => / policy (?:retention|caching) /.test(text)),
    ).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          result: 'done',
          command: expect.stringContaining(
            '.alter table CheckpointWrites policy retention',
          ) as unknown,
        }),
        expect.objectContaining({
          result: 'kept',
          command: expect.stringContaining(
            '.alter table CheckpointWrites policy caching',
          ) as unknown,
        }),
      ]),
    )
    expect(await findings()).toEqual([])
  })

  it('with a shorter period shortens nothing and says how to do it', async () => {
    await keep('400.00:00:00', 'table ThreadDeletions')
    const { isComplete, steps } = await provision(client, { retentionDays: 10 })
    expect(isComplete).toBe(true)
    const kept = steps.filter(({ result }) => result === 'kept')
    expect(kept).toHaveLength(10)
    expect(kept[0]?.reason).toBe(
      'rows are already kept for 90 days and not shortened to 10, since that deletes data: use --shorten-retention (shortenRetention) to do it',
    )
    const [row] = (await client.command({ text: '.show table ThreadDeletions policy retention' }))
      .rows
    expect(JSON.stringify(row)).toContain('400.00:00:00')
  })

  it('does not shorten an inherited period once tables hold rows', async () => {
    await unset(...ALL)
    await keep('365.00:00:00', 'database Agents')
    const body = new TextEncoder().encode('{"thread_id":"t","checkpoint_id":"1"}\n')
    await client.ingest({ table: 'Checkpoints', mapping: 'Checkpoints_json', body })
    expect((await provision(client)).isComplete).toBe(true)
    expect(await checkSchema(client)).toMatchObject({ findings: [], retentionDays: 365 })
  })
})

describe('two concurrent provisionings with different periods', () => {
  it.each([
    [30, 60],
    [60, 30],
    [undefined, 30],
    [30, undefined],
    [undefined, 365],
  ])('of %j and %j days result in the longer one, in all tables', async (one, other) => {
    await using empty = await LocalKusto.open()
    const longest = Math.max(one ?? 90, other ?? 90)
    const reports = await Promise.all(
      [one, other].map((retentionDays) => provision(jittered(empty.client()), { retentionDays })),
    )
    expect(reports.map(({ isComplete }) => isComplete)).toEqual([true, true])
    expect(await checkSchema(empty.client())).toEqual({
      isReady: true,
      findings: [],
      retentionDays: longest,
    })
  })

  it('result in the shorter one if the other sets none', async () => {
    await Promise.all([
      provision(client, { retentionDays: 30, shortenRetention: true }),
      provision(jittered(client)),
    ])
    const { findings: found, retentionDays } = await checkSchema(client)
    expect(found).toEqual([])
    expect([30, 90]).toContain(retentionDays)
  })
})

/** Answers late, by a different number of turns each time. */
function jittered(inner: KustoClient): KustoClient {
  let requests = 0
  return {
    ...lent(inner),
    command: async (request) => {
      requests += 1
      for (let turn = 0; turn < (requests * 7) % 5; turn += 1) {
        await new Promise((resolve) => {
          setImmediate(resolve)
        })
      }
      return inner.command(request)
    },
  }
}
