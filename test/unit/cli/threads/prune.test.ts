import { describe, expect, it } from 'vitest'
import { checkpointOf, idOf, metadataOf } from '../../../support/checkpoints.ts'
import { consolePerTest } from '../../../support/console-per-test.ts'
import { servedAgentsPerTest } from './served-agents.ts'

const { out, err } = consolePerTest()
const agents = servedAgentsPerTest()
const { threads } = agents

async function fill(threadId: string, checkpoints: number, runId: string): Promise<void> {
  for (let n = 1; n <= checkpoints; n++) {
    const parent = n === 1 ? {} : { checkpoint_id: idOf(n - 1) }
    const config = { configurable: { thread_id: threadId, checkpoint_ns: '', ...parent } }
    const metadata = { ...metadataOf(n), run_id: runId }
    await agents.saver.put(config, checkpointOf(n, { a: 'xy' }), metadata, { a: n })
  }
}

async function idsOf(threadId: string): Promise<string[]> {
  const ids: string[] = []
  const config = { configurable: { thread_id: threadId, checkpoint_ns: '' } }
  for await (const { checkpoint } of agents.saver.list(config)) ids.push(checkpoint.id)
  return ids
}

describe('langgraph-kusto threads prune', () => {
  it('prints what stays and why, and hides nothing without --yes', async () => {
    await fill('one', 4, 'run')
    expect(await threads('prune', 'one', '--keep', '2')).toBe(2)
    expect(out.join('\n')).toBe(
      [
        'NAMESPACE  CHECKPOINT                            KEPT FOR',
        `           ${idOf(4)}  latest`,
        `           ${idOf(3)}  latest`,
        'Would prune 2 checkpoints.',
      ].join('\n'),
    )
    expect(err).toEqual(['Add --yes to hide these checkpoints.'])
    expect(await idsOf('one')).toHaveLength(4)
  })

  it('hides the others with --yes', async () => {
    await fill('one', 4, 'run')
    expect(await threads('prune', 'one', '--yes', '--json')).toBe(0)
    expect(JSON.parse(out[0] ?? '')).toEqual({
      threadId: 'one',
      pruned: 3,
      kept: [{ checkpointNs: '', checkpointId: idOf(4), why: ['latest'] }],
      inUse: [],
    })
    expect(await idsOf('one')).toEqual([idOf(4)])
  })

  it('fails for a thread that does not exist', async () => {
    expect(await threads('prune', 'none', '--yes')).toBe(1)
    expect(err).toEqual(['Thread "none" does not exist or is deleted.'])
  })

  it.each([
    [['prune'], 'prune needs one thread id'],
    [['prune', 'one', '--keep', '0'], '--keep must be an integer from 1 to 100000'],
    [['list', '--keep', '1'], '--keep belongs to prune'],
    [['delete-run'], 'delete-run needs one run id'],
  ])('rejects %j', async (args, message) => {
    expect(await threads(...args)).toBe(2)
    expect(err.join('\n')).toContain(message)
  })
})

describe('langgraph-kusto threads delete-run', () => {
  it('prints what goes of each thread, and deletes it with --yes', async () => {
    await fill('one', 2, 'wanted')
    await fill('two', 1, 'other')
    expect(await threads('delete-run', 'wanted')).toBe(2)
    expect(out.join('\n')).toBe(
      ['THREAD  DELETED  LEFT', 'one           2     0', 'Would delete 2 checkpoints.'].join('\n'),
    )
    expect(await idsOf('one')).toHaveLength(2)
    expect(await threads('delete-run', 'wanted', '--yes')).toBe(0)
    expect(await idsOf('one')).toEqual([])
    expect(await idsOf('two')).toHaveLength(1)
  })

  it('says how run ids get into the metadata if there is none', async () => {
    expect(await threads('delete-run', 'unknown')).toBe(1)
    expect(err.join('\n')).toContain('`metadataFromConfig`')
  })
})
