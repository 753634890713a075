import { afterAll, beforeAll, expect, it } from 'vitest'
import { SHAPES, type Shape } from '../../../../load/shapes.ts'
import { TargetProcess } from './target-process.ts'

let target: TargetProcess
beforeAll(async () => {
  target = await TargetProcess.start()
})
afterAll(async () => target[Symbol.asyncDispose]())

const spec = { seed: 7, documentBytes: 3_000 }

async function rowsIn(table: string, key: string): Promise<number> {
  const [result] = await target.kusto.client().query({
    text: `${table} | distinct thread_id, checkpoint_ns, ${key} | count`,
    parameters: {},
  })
  return Number(result?.rows[0]?.[0])
}

async function books(): Promise<Shape> {
  const { calls } = await target.ledger()
  return {
    puts: calls.put,
    putWrites: calls.putWrites,
    getTuples: calls.getTuple,
    lists: calls.list,
    checkpoints: await rowsIn('Checkpoints', 'checkpoint_id'),
    writes: await rowsIn('CheckpointWrites', 'checkpoint_id, task_id, idx'),
  }
}

/** The entries that a request adds to the books. */
async function costOf(request: () => Promise<unknown>): Promise<Shape> {
  const before = await books()
  await request()
  const after = await books()
  return {
    puts: after.puts - before.puts,
    putWrites: after.putWrites - before.putWrites,
    getTuples: after.getTuples - before.getTuples,
    lists: after.lists - before.lists,
    checkpoints: after.checkpoints - before.checkpoints,
    writes: after.writes - before.writes,
  }
}

it('costs what its shape says: a first and a later agent turn', async () => {
  expect(await costOf(async () => target.post('/turns', { threadId: 'turn', ...spec }))).toEqual(
    SHAPES.turn,
  )
  expect(await costOf(async () => target.post('/turns', { threadId: 'turn', ...spec }))).toEqual(
    SHAPES.turn,
  )
})

it('costs what its shape says: a fork of two turns', async () => {
  await target.post('/turns', { threadId: 'fork', ...spec })
  await target.post('/turns', { threadId: 'fork', ...spec })
  expect(await costOf(async () => target.post('/forks', { threadId: 'fork', ...spec }))).toEqual(
    SHAPES.fork,
  )
})

it('costs what its shape says: a chat turn', async () => {
  expect(await costOf(async () => target.post('/chats', { threadId: 'chat', ...spec }))).toEqual(
    SHAPES.chat,
  )
})

it('costs what its shape says: a question, a look at it, an answer', async () => {
  expect(await costOf(async () => target.post('/questions', { threadId: 'ask', ...spec }))).toEqual(
    SHAPES.question,
  )
  expect(await costOf(async () => target.get('/questions?thread=ask'))).toEqual(SHAPES.get)
  expect(
    await costOf(async () => target.post('/resumes', { threadId: 'ask', answer: 'yes' })),
  ).toEqual(SHAPES.resume)
})

it('costs what its shape says: a raw put, a get and a list', async () => {
  expect(
    await costOf(async () => target.post('/puts', { threadId: 'raw', step: 0, ...spec })),
  ).toEqual(SHAPES.put)
  expect(await costOf(async () => target.get('/tuples?thread=raw'))).toEqual(SHAPES.get)
  expect(await costOf(async () => target.get('/lists?thread=raw&limit=5'))).toEqual(SHAPES.list)
})

it('settles with no rows left, even if nobody has read', async () => {
  await target.post('/puts', { threadId: 'unread', step: 0, ...spec })
  expect(await target.settle()).toEqual({ queueRows: 0, overlayRows: 0, lagSeconds: 0 })
})

it('says that an unknown thread has no checkpoint', async () => {
  const response = await fetch(`${target.url}/tuples?thread=nobody`)
  expect(response.status).toBe(404)
})

it('keeps an idle connection longer than k6, whose client gives it up after 90 seconds', async () => {
  const response = await fetch(`${target.url}/load/ledger`)
  const seconds = /timeout=(?<seconds>\d+)/.exec(response.headers.get('keep-alive') ?? '')?.groups
  expect(Number(seconds?.['seconds'])).toBeGreaterThan(90)
})
