import { afterEach, beforeEach, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'

let kusto: LocalKusto
const savers: KustoSaver[] = []

function openSaver(): KustoSaver {
  const saver = new KustoSaver({ client: kusto.client() })
  savers.push(saver)
  return saver
}

beforeEach(async () => {
  kusto = await LocalKusto.open()
  await openSaver().setup({ provision: true })
})

afterEach(async () => {
  for (const saver of savers.splice(0)) await saver.end()
  await kusto.close()
})

async function overlayRows(saver: KustoSaver): Promise<number | undefined> {
  const { checks } = await saver.healthCheck()
  return checks.find(({ name }) => name === 'overlay')?.figures['rows']
}

it('a process drops its overlay rows of a thread once it reads that another process deleted it', async () => {
  const [writer, other] = [openSaver(), openSaver()]
  const config = { configurable: { thread_id: 't', checkpoint_ns: '' } }
  for (let n = 1; n <= 3; n++) {
    const put = await writer.put(config, checkpointOf(n, { text: `${n}` }), metadataOf(n), {
      text: n,
    })
    await writer.getTuple(put)
    await writer.putWrites(put, [['text', 'more']], 'task')
  }
  expect(await overlayRows(writer)).toBeGreaterThan(0)
  await other.deleteThread('t')
  expect(await writer.getTuple(config)).toBeUndefined()
  expect(await overlayRows(writer)).toBe(0)
})
