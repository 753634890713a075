import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import { observedKusto, spanTree } from './observed-kusto.ts'

const world = observedKusto()
const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function openSpooled() {
  const path = mkdtempSync(join(tmpdir(), 'spooled-batches-'))
  folders.push(path)
  return world.open({ writeMode: 'spooled', spool: { path } })
}

it('a spooled batch belongs to the calls whose rows it ships, not to the one that set its timer', async () => {
  await using observed = openSpooled()
  const { saver, tracing } = observed
  const configurable = { thread_id: freshThread(), checkpoint_ns: '' }
  const stored = await saver.put({ configurable }, checkpointOf(1, { a: 1 }), metadataOf(1), {
    a: 1,
  })
  await saver.putWrites(stored, [['a', 1]], 'task')
  await saver.flush()
  expect(spanTree(tracing.spans())).toEqual([
    'checkpointer.put',
    '  ingest CheckpointBlobs',
    '  ingest Checkpoints',
    'checkpointer.put_writes',
    '  ingest CheckpointWrites',
  ])
})

it('a spooled batch of two calls is linked to the second', async () => {
  await using observed = openSpooled()
  const { saver, tracing } = observed
  const configurable = { thread_id: freshThread(), checkpoint_id: idOf(1) }
  await saver.putWrites({ configurable }, [['a', 1]], 'first')
  await saver.putWrites({ configurable }, [['a', 1]], 'second')
  await saver.flush()
  const [batch] = tracing.spans().filter(({ name }) => name === 'ingest CheckpointWrites')
  const calls = tracing.spans().filter(({ name }) => name === 'checkpointer.put_writes')
  expect(batch?.parentSpanId).toBe(calls[0]?.spanId)
  expect(batch?.links).toMatchObject([{ spanId: calls[1]?.spanId }])
})
