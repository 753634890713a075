import type { CheckpointTuple } from '@langchain/langgraph-checkpoint'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { KustoSaver } from '../../src/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf, versionsOf } from '../support/checkpoints.ts'
import { openLocalSaver, type OpenKustoSaver } from '../support/local-saver.ts'
import { checkThread, type Reader } from './check-thread.ts'
import { Ledger } from './ledger/ledger.ts'
import type { Violation } from './ledger/violation.ts'
import { digestOf, digestsOf } from './workload/digest.ts'
import type { Operation } from './workload/report.ts'

/*
 * The harness finds what it looks for: a ledger and a database that agree, then one fault at a time in either of them.
 */
let kusto: OpenKustoSaver
let saver: KustoSaver
let ledger: Ledger
let thread: string
let calls = 0

beforeAll(async () => {
  kusto = await openLocalSaver()
  saver = kusto.saver
})

afterAll(async () => {
  await kusto.close()
})

beforeEach(async () => {
  ledger = new Ledger([])
  thread = freshThread()
  await store(1)
  await store(2)
  await storeWrite('first')
})

type Outcome = 'done' | 'failed' | 'open'

function tell(operation: Operation, outcome: Outcome): void {
  const call = `w0.${++calls}`
  ledger.record({ type: 'start', call, operation })
  if (outcome === 'done') ledger.record({ type: 'done', call })
  if (outcome === 'failed') ledger.record({ type: 'failed', call, code: 'X', message: '' })
}

function valuesOf(number: number): Record<string, unknown> {
  return { number, fixed: 'as it was', bytes: new Uint8Array([number]) }
}

function putOperation(number: number): Operation {
  return {
    kind: 'put',
    thread,
    ns: '',
    id: idOf(number),
    parent: number === 1 ? null : idOf(number - 1),
    values: digestsOf(valuesOf(number)),
    metadata: digestOf(metadataOf(number)),
    isLarge: false,
  }
}

function tellPut(number: number, outcome: Outcome): void {
  tell(putOperation(number), outcome)
}

async function store(number: number, outcome: Outcome = 'done'): Promise<void> {
  const values = valuesOf(number)
  const parent = number === 1 ? {} : { checkpoint_id: idOf(number - 1) }
  const config = { configurable: { thread_id: thread, checkpoint_ns: '', ...parent } }
  tellPut(number, outcome)
  await saver.put(
    config,
    checkpointOf(number, values),
    metadataOf(number),
    versionsOf(values, number),
  )
}

function tellWrite(value: string, outcome: Outcome): void {
  const writes = [{ idx: 0, channel: 'plan', digest: digestOf(value) }]
  tell(
    { kind: 'writes', thread, ns: '', id: idOf(2), task: 'task', isUpsert: false, writes },
    outcome,
  )
}

async function storeWrite(value: string, outcome: Outcome = 'done'): Promise<void> {
  const config = { configurable: { thread_id: thread, checkpoint_ns: '', checkpoint_id: idOf(2) } }
  tellWrite(value, outcome)
  await saver.putWrites(config, [['plan', value]], 'task')
}

async function check(reader: Reader = saver): Promise<Violation[]> {
  return checkThread(reader, ledger.thread(thread), { isFull: true })
}

async function kinds(reader?: Reader): Promise<string[]> {
  return [...new Set((await check(reader)).map(({ kind }) => kind))]
}

/** A reader whose answers are tampered with. */
function doctored(change: (tuple: CheckpointTuple) => CheckpointTuple[]): Reader {
  return {
    getTuple: async (config) => {
      const tuple = await saver.getTuple(config)
      return tuple && change(tuple)[0]
    },
    list: async function* (config, options) {
      for await (const tuple of saver.list(config, options)) yield* change(tuple)
    },
  }
}

const isSecond = ({ checkpoint }: CheckpointTuple): boolean => checkpoint.id === idOf(2)

describe('a check', () => {
  it('finds nothing when ledger and database agree', async () => {
    expect(await check()).toEqual([])
  })

  it('reports a put that was acknowledged and never stored as lost', async () => {
    tellPut(3, 'done')
    expect(await check()).toContainEqual(
      expect.objectContaining({ kind: 'lost', thread, id: idOf(3) }),
    )
  })

  it('reports a write that was acknowledged and never stored as lost', async () => {
    ledger.thread(thread)
    const writes = [{ idx: 0, channel: 'plan', digest: digestOf('never') }]
    tell(
      { kind: 'writes', thread, ns: '', id: idOf(1), task: 'task', isUpsert: false, writes },
      'done',
    )
    expect(await check()).toContainEqual(
      expect.objectContaining({
        kind: 'lost',
        id: idOf(1),
        detail: 'write 0 of task is acknowledged',
      }),
    )
  })

  it('reports a checkpoint that a list brings twice as doubled', async () => {
    const twice = doctored((tuple) => (isSecond(tuple) ? [tuple, tuple] : [tuple]))
    expect(await check(twice)).toContainEqual(
      expect.objectContaining({ kind: 'doubled', id: idOf(2) }),
    )
  })

  it('reports a write that comes twice as doubled', async () => {
    const twice = doctored((tuple) => [
      { ...tuple, pendingWrites: [...(tuple.pendingWrites ?? []), ...(tuple.pendingWrites ?? [])] },
    ])
    expect(await kinds(twice)).toEqual(['doubled'])
  })

  it.each([
    ['has another value', { ...valuesOf(2), fixed: 'as it is' }],
    ['lacks a channel', { number: 2, fixed: 'as it was' }],
    ['has a channel too many', { ...valuesOf(2), more: 1 }],
    ['has JSON for bytes', { ...valuesOf(2), bytes: [2] }],
  ])('reports a checkpoint that %s as torn', async (_, values) => {
    const torn = doctored((tuple) => [
      isSecond(tuple)
        ? { ...tuple, checkpoint: { ...tuple.checkpoint, channel_values: values } }
        : tuple,
    ])
    expect(await check(torn)).toContainEqual(expect.objectContaining({ kind: 'torn', id: idOf(2) }))
  })

  it('reports a checkpoint with another parent as torn', async () => {
    const orphan = doctored((tuple) => {
      const { parentConfig: _parent, ...rest } = tuple
      return [rest]
    })
    expect(await kinds(orphan)).toEqual(['torn'])
  })

  it('reports an unacknowledged checkpoint that is half there as torn', async () => {
    await store(3, 'failed')
    const half = doctored((tuple) => {
      const { channel_values: _values, ...rest } = tuple.checkpoint
      const values = tuple.checkpoint.id === idOf(3) ? {} : tuple.checkpoint.channel_values
      return [{ ...tuple, checkpoint: { ...rest, channel_values: values } }]
    })
    expect(await check(half)).toContainEqual(expect.objectContaining({ kind: 'torn', id: idOf(3) }))
  })

  it('takes an unacknowledged checkpoint whole or not at all, and then for good', async () => {
    await store(3, 'failed')
    tellPut(4, 'failed')
    expect(await check()).toEqual([])
    const without = doctored((tuple) => (tuple.checkpoint.id === idOf(3) ? [] : [tuple]))
    expect(await kinds(without)).toContain('lost')
    await saver.put(
      { configurable: { thread_id: thread, checkpoint_ns: '', checkpoint_id: idOf(3) } },
      checkpointOf(4, valuesOf(4)),
      metadataOf(4),
      versionsOf(valuesOf(4), 4),
    )
    expect(await kinds()).toContain('unknown')
  })

  it('reports a later write that displaced the first as the wrong winner', async () => {
    await storeWrite('second')
    expect(await check()).toEqual([])
    const displaced = doctored((tuple) => [
      isSecond(tuple) ? { ...tuple, pendingWrites: [['task', 'plan', 'second']] } : tuple,
    ])
    expect(await kinds(displaced)).toEqual(['wrong winner'])
  })

  it('reports a checkpoint that nobody put as unknown', async () => {
    const strange = doctored((tuple) =>
      isSecond(tuple)
        ? [
            {
              ...tuple,
              config: { configurable: { ...tuple.config.configurable, checkpoint_ns: 'x' } },
            },
            tuple,
          ]
        : [tuple],
    )
    expect(await kinds(strange)).toContain('unknown')
  })

  it('reports a deleted thread that is still there as undead', async () => {
    tell({ kind: 'delete', thread }, 'done')
    expect(await kinds()).toContain('undead')
    await saver.deleteThread(thread)
    expect(await check()).toEqual([])
  })

  it('takes an unacknowledged deletion as done or not done, never by halves', async () => {
    tell({ kind: 'delete', thread }, 'failed')
    const half = doctored((tuple) => (isSecond(tuple) ? [tuple] : []))
    expect(await kinds(half)).toContain('lost')
    await saver.deleteThread(thread)
    tell({ kind: 'delete', thread }, 'failed')
    expect(await check()).toEqual([])
  })

  it('reports a writer that is given an older checkpoint as latest as stale', async () => {
    const tuple = await saver.getTuple({
      configurable: { thread_id: thread, checkpoint_ns: '', checkpoint_id: idOf(1) },
    })
    const seen = tuple && {
      ns: '',
      id: idOf(1),
      parent: null,
      values: {},
      metadata: '',
      writes: [],
    }
    const found = ledger.record({ type: 'read', thread, ns: '', seen: seen ?? null })
    expect(found).toMatchObject([{ kind: 'stale' }])
  })

  it('reports a failure that nothing explains', () => {
    const call = `w0.${++calls}`
    ledger.record({ type: 'start', call, operation: putOperation(9) })
    const found = ledger.record({
      type: 'failed',
      call,
      code: 'CORRUPT',
      message: 'rows contradict',
    })
    expect(found).toMatchObject([{ kind: 'failure' }])
  })
})
