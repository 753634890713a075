import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'

let kusto: LocalKusto
let saver: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open()
  saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  for (const [thread_id, checkpoint_ns] of [
    ['one', ''],
    ['one', 'inner'],
    ['two', ''],
  ]) {
    const config = { configurable: { thread_id, checkpoint_ns } }
    const stored = await saver.put(config, checkpointOf(1, { x: 1 }), metadataOf(1), { x: 1 })
    const child = checkpointOf(2, { x: 1, y: 2 }, { x: 1, y: 2 })
    await saver.put(stored, child, metadataOf(2), { y: 2 })
    await saver.putWrites(stored, [['x', 'written']], 'task')
  }
  await saver.deleteThread('gone')
})

afterEach(async () => {
  await saver.close()
  await kusto.close()
})

async function heldRows(): Promise<unknown> {
  const { checks } = await saver.healthCheck()
  return checks.find(({ name }) => name === 'overlay')?.figures?.['rows']
}

async function listed(configurable: Record<string, string>): Promise<number> {
  let count = 0
  for await (const _ of saver.list({ configurable })) count++
  return count
}

describe('a list without a namespace', () => {
  it('removes the rows of a thread that it returned from the overlay', async () => {
    expect(await heldRows()).toBe(16)
    expect(await listed({ thread_id: 'one' })).toBe(4)
    expect(await heldRows()).toBe(6)
  })

  it('removes the rows and tombstones of all threads from the overlay', async () => {
    expect(await listed({})).toBe(6)
    expect(await heldRows()).toBe(0)
  })
})
