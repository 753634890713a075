import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KustoSaver, type KustoTable } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { analyze, loadLanguage } from '../../../src/local/kql/parser/language.ts'
import { RUNBOOKS } from '../../../tools/docs/documents.ts'
import { blocksOf } from '../docs/blocks.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'

/* Queries that somebody pastes at night must not fail because of a missing column. */
const KQL = RUNBOOKS.flatMap((name) => blocksOf(name)).filter(({ language }) => language === 'kql')

/** Commands that exist on a cluster only. */
const NOT_LOCAL = ['.show journal']
const [ON_CLUSTERS, RUN_HERE] = [
  KQL.filter(({ text }) => NOT_LOCAL.some((command) => text.startsWith(command))),
  KQL.filter(({ text }) => !NOT_LOCAL.some((command) => text.startsWith(command))),
]
const NOTHING = { database: 'Agents', tables: new Map(), views: new Map(), functions: new Map() }

describe('KQL of the runbooks', () => {
  let kusto: LocalKusto

  beforeAll(async () => {
    kusto = await LocalKusto.open()
    await using saver = new KustoSaver({ client: kusto.client() })
    await saver.setup({ provision: true })
    const config = { configurable: { thread_id: 'thread-1', checkpoint_ns: '' } }
    await saver.put(config, checkpointOf(1, { messages: ['hi'] }), metadataOf(1), { messages: 1 })
    await saver.getTuple(config)
  })

  afterAll(async () => kusto.close())

  it.each(RUN_HERE)('$place runs', async ({ text }) => {
    const { columns } = await answerTo(text)
    expect(columns.length).toBeGreaterThan(0)
  })

  it.each(ON_CLUSTERS)("$place: Microsoft's parser accepts it", async ({ text }) => {
    await loadLanguage()
    expect(() => analyze(text, NOTHING)).not.toThrow()
  })

  it('finds the queries of the saver', async () => {
    const slowest = KQL.find(({ place }) => place.includes('GetTupleLatencyHigh'))
    const { rows } = await answerTo(slowest?.text ?? '')
    expect(rows.length).toBeGreaterThan(0)
  })

  it('can fail: an unknown column', async () => {
    await expect(answerTo('.show queries | where Nonsense > 1')).rejects.toThrow('Nonsense')
  })

  async function answerTo(text: string): Promise<KustoTable> {
    const client = kusto.client()
    if (text.startsWith('.')) return await client.command({ text })
    const [table] = await client.query({ text, parameters: {} })
    if (table === undefined) throw new Error('No table came back.')
    return table
  }
})
