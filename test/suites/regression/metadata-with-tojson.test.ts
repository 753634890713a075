import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const CONFIG = { configurable: { thread_id: 'as JSON', checkpoint_ns: '' } }

let kusto: LocalKusto
let saver: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open()
  saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
})

afterEach(async () => {
  await saver.close()
  await kusto.close()
})

/** Read by a saver that did not write it, so that only the database answers. */
async function idsBy(filter: Record<string, unknown>): Promise<string[]> {
  await using reader = new KustoSaver({ client: kusto.client() })
  const ids: string[] = []
  for await (const { checkpoint } of reader.list(CONFIG, { filter })) ids.push(checkpoint.id)
  return ids
}

describe('metadata whose JSON differs from the object in memory', () => {
  it.each([
    ['a toJSON of a value', { team: { toJSON: () => 'red' } }, { team: 'red' }],
    ['a toJSON of the whole', { toJSON: () => ({ team: 'red' }) }, { team: 'red' }],
    ['a boxed text', { team: new String('red') }, { team: 'red' }],
    ['a date', { when: new Date(0), team: 'red' }, { when: new Date(0), team: 'red' }],
    ['an undefined', { team: 'red', gone: undefined }, { team: 'red' }],
  ])('is found by its stored form: %s', async (_, extra, filter) => {
    await saver.put(CONFIG, checkpointOf(1, {}), { ...metadataOf(1), ...extra }, {})
    expect(await idsBy(filter)).toEqual([idOf(1)])
  })

  it('shows analysts the stored run id', async () => {
    const metadata = { ...metadataOf(1), run_id: { toJSON: () => 'run-1' } }
    await saver.put(CONFIG, checkpointOf(1, {}), metadata, {})
    const [table] = await kusto
      .client()
      .query({ text: 'Checkpoints | project run_id', parameters: {} })
    expect(table?.rows).toEqual([['run-1']])
  })
})
