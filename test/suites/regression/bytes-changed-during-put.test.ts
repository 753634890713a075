import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { openLocalSaver, type OpenKustoSaver } from '../../support/local-saver.ts'

const CONFIG = { configurable: { thread_id: 'bytes', checkpoint_ns: '' } }
const CHILD = { configurable: { ...CONFIG.configurable, checkpoint_id: idOf(1) } }
/** More than one piece of the work on a large value. */
const LARGE = 2_000_000

let opened: OpenKustoSaver

beforeEach(async () => {
  opened = await openLocalSaver()
})

afterEach(async () => {
  await opened.close()
})

describe.each([10, LARGE])('bytes of length %i are stored as they were when', (length) => {
  it.each([
    ['put was called', new Uint8Array(length)],
    ['put was called with a Buffer', Buffer.alloc(length)],
  ])('%s', async (_, bytes) => {
    const { saver } = opened
    const put = saver.put(CONFIG, checkpointOf(1, { a: bytes.fill(1) }), metadataOf(1), { a: 1 })
    bytes.fill(2)
    await put
    const tuple = await saver.getTuple(CONFIG)
    expect(distinct(tuple?.checkpoint.channel_values['a'])).toEqual([1])
  })

  it('putWrites was called', async () => {
    const { saver } = opened
    await saver.put(CONFIG, checkpointOf(1, {}), metadataOf(1), {})
    const bytes = new Uint8Array(length).fill(1)
    const put = saver.putWrites(CHILD, [['a', bytes]], 'task')
    bytes.fill(2)
    await put
    const tuple = await saver.getTuple(CONFIG)
    expect(tuple?.pendingWrites?.map((write) => distinct(write[2]))).toEqual([[1]])
  })
})

function distinct(bytes: unknown): unknown {
  return bytes instanceof Uint8Array ? [...new Set(bytes)] : bytes
}
