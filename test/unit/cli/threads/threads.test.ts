import { afterEach, describe, expect, it, vi } from 'vitest'
import { readOptions } from '../../../../src/cli/threads/read-options.ts'
import { textTable } from '../../../../src/cli/output/text-table.ts'
import { run } from '../../../../src/cli/threads/threads.ts'
import { KustoSaver } from '../../../../src/index.ts'
import { KustoError } from '../../../../src/kusto-error.ts'
import type { KustoIngest } from '../../../../src/kusto/kusto-client.ts'
import { CountingClient } from '../../../support/counting-client.ts'
import { checkpointOf, idOf, metadataOf } from '../../../support/checkpoints.ts'
import { consolePerTest } from '../../../support/console-per-test.ts'
import { servedAgentsPerTest } from './served-agents.ts'

const { out, err } = consolePerTest()
const agents = servedAgentsPerTest()
const { threads } = agents

afterEach(() => {
  vi.unstubAllEnvs()
})

async function fill(threadId: string, checkpoints: number, checkpointNs = ''): Promise<void> {
  for (let n = 1; n <= checkpoints; n++) {
    const parent = n === 1 ? {} : { checkpoint_id: idOf(n - 1) }
    const config = {
      configurable: { thread_id: threadId, checkpoint_ns: checkpointNs, ...parent },
    }
    await agents.saver.put(config, checkpointOf(n, { a: 'xy' }), metadataOf(n), { a: n })
  }
}

async function rowsOf(table: string, threadId: string): Promise<number> {
  const [answer] = await agents.kusto.client().query({
    text: `declare query_parameters(thread:string); ${table} | where thread_id == thread | count`,
    parameters: { thread: JSON.stringify(threadId) },
  })
  return Number(answer?.rows[0]?.[0])
}

/** Its copies are left without their seal. */
class SeallessClient extends CountingClient {
  override async ingest(request: KustoIngest): Promise<void> {
    const isSeal = Buffer.from(request.body).includes('"channel":""')
    if (request.table !== 'CheckpointBlobs' || !isSeal) return super.ingest(request)
    throw new KustoError('refused', { code: 'BadRequest', status: 400, permanent: true })
  }
}

describe('langgraph-kusto threads list', () => {
  it('leaves out unfinished copies, like `threads show`', async () => {
    await fill('one', 2)
    await agents.saver.copyThread('one', 'two')
    await using sealless = new KustoSaver({ client: new SeallessClient(agents.kusto.client()) })
    await expect(sealless.copyThread('one', 'half')).rejects.toThrow('BadRequest')
    expect(await rowsOf('Checkpoints', 'half')).toBe(2)

    expect(await threads('list', '--json')).toBe(0)
    const listed: { threadId: string }[] = JSON.parse(out[0] ?? '')
    expect(listed.map(({ threadId }) => threadId).toSorted()).toEqual(['one', 'two'])
    expect(await threads('show', 'half')).toBe(1)
    expect(await threads('show', 'two')).toBe(0)
  })

  it('leaves out pruned checkpoints, like `threads show`', async () => {
    await fill('one', 3)
    await agents.saver.prune(['one'])
    expect(await threads('list', '--json')).toBe(0)
    expect(JSON.parse(out[0] ?? '')).toMatchObject([{ threadId: 'one', checkpoints: 1 }])
    expect(await threads('show', 'one', '--json')).toBe(0)
    expect(JSON.parse(out[1] ?? '')).toMatchObject([{ checkpointId: idOf(3) }])
  })

  it('lists the threads, latest write first, without deleted ones', async () => {
    await fill('one', 2)
    await fill('one', 1, 'inner')
    await fill('gone', 1)
    await agents.saver.deleteThread('gone')
    await fill('two', 1)
    expect(await threads('list')).toBe(0)
    const lines = out.join('\n').split('\n')
    expect(lines[0]).toMatch(/^THREAD +NAMESPACES +CHECKPOINTS +BYTES +LAST ACTIVITY$/)
    expect(lines.slice(1).map((line) => line.split(/ +/).slice(0, 4))).toEqual([
      ['two', '1', '1', '4'],
      ['one', '2', '3', '12'],
    ])
  })

  it('prints JSON, up to the limit', async () => {
    await fill('one', 1)
    await fill('two', 1)
    expect(await threads('list', '--json', '--limit', '1')).toBe(0)
    expect(JSON.parse(out[0] ?? '')).toEqual([
      {
        threadId: 'two',
        namespaces: 1,
        checkpoints: 1,
        bytes: 4,
        lastActivity: expect.stringMatching(/^20\d\d-/) as unknown,
      },
    ])
  })

  it('prints only the headings for an empty database', async () => {
    expect(await threads('list')).toBe(0)
    expect(out.join('\n').split('\n')).toHaveLength(1)
  })
})

describe('langgraph-kusto threads show', () => {
  it('shows the checkpoints of a thread, newest first', async () => {
    await fill('one', 2)
    await fill('other', 1)
    expect(await threads('show', 'one')).toBe(0)
    const lines = out.join('\n').split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[1]).toMatch(new RegExp(`^ +${idOf(2)} +${idOf(1)} +2 +loop +\\d+ +20`))
    expect(lines[2]).toMatch(new RegExp(`^ +${idOf(1)} +1 +loop +\\d+ +20`))
  })

  it('keeps the first parent of a checkpoint that was put again', async () => {
    await fill('one', 2)
    const itself = {
      configurable: { thread_id: 'one', checkpoint_ns: '', checkpoint_id: idOf(2) },
    }
    await agents.saver.put(itself, checkpointOf(2, { a: 'xy' }), metadataOf(7), {})
    expect(await threads('show', 'one', '--json')).toBe(0)
    expect(JSON.parse(out[0] ?? '')).toMatchObject([
      { checkpointId: idOf(2), parentCheckpointId: idOf(1), step: 7 },
      { checkpointId: idOf(1), parentCheckpointId: '' },
    ])
  })

  it('accepts any text as an id', async () => {
    const id = '"; drop \\ \' | take 1 // ünï'
    await fill(id, 1)
    await fill('other', 1)
    expect(await threads('show', id, '--json')).toBe(0)
    expect(JSON.parse(out[0] ?? '')).toHaveLength(1)
  })

  it('fails for a missing or deleted thread', async () => {
    await fill('gone', 1)
    await agents.saver.deleteThread('gone')
    expect(await threads('show', 'gone')).toBe(1)
    expect(err).toEqual(['Thread "gone" does not exist or is deleted.'])
  })
})

describe('langgraph-kusto threads delete', () => {
  it('deletes nothing without --yes', async () => {
    await fill('one', 1)
    expect(await threads('delete', 'one')).toBe(2)
    expect(err).toEqual(['Add --yes to delete the thread for every reader.'])
    expect(await threads('show', 'one')).toBe(0)
  })

  it('hides exactly the thread from every reader', async () => {
    await fill('one', 1)
    await fill('other', 1)
    expect(await threads('delete', 'one', '--yes')).toBe(0)
    await using reader = new KustoSaver({ client: agents.kusto.client() })
    expect(await reader.getTuple({ configurable: { thread_id: 'one' } })).toBeUndefined()
    expect(await reader.getTuple({ configurable: { thread_id: 'other' } })).toBeDefined()
    expect(await threads('delete', 'one', '--yes')).toBe(1)
  })
})

describe('langgraph-kusto threads purge', () => {
  it('says that there is nothing, and writes no tombstone', async () => {
    expect(await threads('purge', 'never', '--yes')).toBe(1)
    expect(out).toEqual([])
    expect(err).toEqual(['Nothing to purge: thread "never" has no rows.'])
    const [tombstones] = await agents.kusto
      .client()
      .query({ text: 'ThreadDeletions', parameters: {} })
    expect(tombstones?.rows).toEqual([])
  })

  it('counts without --yes and deletes nothing', async () => {
    await fill('one', 2)
    expect(await threads('purge', 'one')).toBe(2)
    expect(out.join('\n').split('\n')).toEqual([
      'TABLE              ROWS',
      'Checkpoints           2',
      'CheckpointBlobs       2',
      'CheckpointWrites      0',
      'LatestCheckpoints     1',
    ])
    expect(await rowsOf('Checkpoints', 'one')).toBe(2)
  })

  it('deletes the rows of the thread and of no other, in tables and view', async () => {
    await fill('one', 2)
    await fill('other', 1)
    agents.kusto.materialize()
    expect(await threads('purge', 'one', '--yes', '--force')).toBe(0)
    for (const entity of ['Checkpoints', 'CheckpointBlobs', 'LatestCheckpoints']) {
      expect([entity, await rowsOf(entity, 'one')]).toEqual([entity, 0])
      expect([entity, await rowsOf(entity, 'other')]).toEqual([entity, 1])
    }
  })

  it('hides rows that a purge misses: the tombstone comes first and stays', async () => {
    await fill('one', 1)
    agents.kusto.faults.add({
      endpoint: 'mgmt',
      text: /^\.delete table CheckpointBlobs records <\|/,
      fault: 'status',
      status: 400,
    })
    expect(await threads('purge', 'one', '--yes', '--force')).toBe(1)
    expect(await rowsOf('CheckpointBlobs', 'one')).toBe(1)
    await using reader = new KustoSaver({ client: agents.kusto.client() })
    expect(await reader.getTuple({ configurable: { thread_id: 'one' } })).toBeUndefined()
  })

  it('names the role that it needs before it changes anything', async () => {
    await fill('one', 1)
    agents.kusto.faults.add({ endpoint: 'mgmt', text: /^\.delete/, fault: 'status', status: 403 })
    expect(await threads('purge', 'one', '--yes', '--force')).toBe(1)
    expect(err[0]).toMatch(/^langgraph-kusto threads: purging needs the role Database Admin/)
    await using reader = new KustoSaver({ client: agents.kusto.client() })
    expect(await reader.getTuple({ configurable: { thread_id: 'one' } })).toBeDefined()
  })
})

describe('a text table', () => {
  it('does not let an id control the terminal or break its line', () => {
    expect(textTable(['A', 'B'], [['\u001b[31mred\n\u202e', 1]])).toBe(
      'A                           B\n\\u{1b}[31mred\\u{a}\\u{202e}  1',
    )
  })
})

describe('wrong usage of langgraph-kusto threads', () => {
  it.each([
    [[], /one of list, show, history, state, delete, prune, delete-run, purge/],
    [['fly'], /one of list, show, history, state, delete, prune, delete-run, purge/],
    [['list', 'x'], /no thread id/],
    [['show'], /show needs one thread id/],
    [['purge', 'a', 'b'], /purge needs one thread id/],
    [['delete', ''], /delete needs one thread id/],
    [['list', '--limit', '0'], /--limit/],
    [['list', '--nope'], /--nope/],
  ])('is reported: %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message)
  })

  it('has a help text', async () => {
    expect(await run(['--help'])).toBe(0)
    expect(out[0]).toContain('Usage: langgraph-kusto threads')
  })
})
