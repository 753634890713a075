import { isBuiltin } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packedConsumer, type PackedConsumer } from './packed-consumer.ts'

/** Packages that `npm install langgraph-checkpoint-kusto @langchain/langgraph` does not install. */
const LEFT_OUT = {
  '@kusto/language-service-next': null,
  // Node includes SQLite from 22.13 on
  ...(isBuiltin('node:sqlite') ? { '@photostructure/sqlite': null } : {}),
}

let consumer: PackedConsumer
beforeAll(async () => {
  consumer = await packedConsumer(LEFT_OUT)
})
afterAll(async () => consumer.remove())

/** Opens an engine, and a graph with a growing list, a delta channel and an interrupt. */
const START = `import { Annotation, Command, DeltaChannel, END, interrupt, START, StateGraph } from '@langchain/langgraph'
import { KustoSaver } from 'langgraph-checkpoint-kusto'
import { LocalKusto } from 'langgraph-checkpoint-kusto/local'
const State = Annotation.Root({
  notes: () => new DeltaChannel((notes, batches) => [...notes, ...batches.flat()], {
    snapshotFrequency: 3, initialValueFactory: () => [],
  }),
  list: Annotation({ reducer: (list, more) => list.concat(more), default: () => [] }),
})
const build = (checkpointer) => new StateGraph(State)
  .addNode('note', ({ list }) => ({ notes: ['note ' + list.length], list: ['a'] }))
  .addNode('ask', () => ({ list: [interrupt('go on?')] }))
  .addEdge(START, 'note').addEdge('note', 'ask').addEdge('ask', END)
  .compile({ checkpointer })
const kusto = await LocalKusto.open()
`

describe('without the package of the parser', () => {
  it.each(['streaming', 'queued', 'managed'])('the whole saver works: %s', async (mode) => {
    const done = await consumer.runScript(
      `${mode}.mjs`,
      `${START}
const open = async () => {
  const saver = new KustoSaver({ client: kusto.client(), ingestion: '${mode}' })
  await saver.setup({ provision: true })
  return saver
}
const saver = await open()
const config = { configurable: { thread_id: 'one' } }
for (let turn = 0; turn < 3; turn += 1) {
  await build(saver).invoke({ notes: ['turn'] }, config)
  await build(saver).invoke(new Command({ resume: 'yes' }), config)
}
await saver.flush()
const { values } = await build(saver).getState(config)
let history = 0
for await (const one of build(saver).getStateHistory(config, { limit: 200 })) history += 1
let listed = 0
for await (const one of saver.list({}, { limit: 1, filter: { source: 'loop' } })) listed += 1
await saver.copyThread?.('one', 'two')
const health = await saver.healthCheck({ timeoutMs: 60_000 })
await saver.deleteThread('one')
const gone = (await saver.getTuple(config)) === undefined
await saver.end()
console.log(JSON.stringify({ notes: values.notes.length, list: values.list.length, isLong: history > 8, listed, gone,
  failing: health.checks.filter(({ status }) => status === 'failing'), parser: 'Kusto' in globalThis }))
await kusto.close()`,
    )
    expect(done).toEqual({
      notes: 6,
      list: 6,
      isLong: true,
      listed: 1,
      gone: true,
      failing: [],
      parser: false,
    })
  })

  it('the command `threads` works', async () => {
    const lines = await consumer.runScript(
      'threads.mjs',
      `${START}
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
const saver = new KustoSaver({ client: kusto.client() })
await saver.setup({ provision: true })
await build(saver).invoke({ notes: ['turn'] }, { configurable: { thread_id: "it's" } })
const server = await kusto.listen()
const run = async (...args) => {
  const command = ['node_modules/langgraph-checkpoint-kusto/dist/cli.js', ...args,
    '--connection', server.url + ';Database=NetDefaultDB']
  const { stdout } = await promisify(execFile)(process.execPath, command)
  return stdout
}
const listed = await run('threads', 'list')
const shown = await run('threads', 'show', "it's")
const doctor = await run('doctor')
const purged = await run('threads', 'purge', "it's", '--force', '--yes')
console.log(JSON.stringify({ listed, shown, doctor, purged, parser: 'Kusto' in globalThis }))
await saver.end()
await kusto.close()`,
    )
    expect(lines).toMatchObject({
      listed: expect.stringContaining("it's"),
      shown: expect.stringContaining('loop'),
      parser: false,
    })
  })

  it('other KQL fails with an error that names the package and the text', async () => {
    const failure = await consumer.runScript(
      'other.mjs',
      `${START}
const client = kusto.client()
await client.command({ text: '.create table T (id:string)' })
const failed = async (work) => work().then(() => 'no error', ({ code, permanent, message }) => ({ code, permanent, message }))
console.log(JSON.stringify([
  await failed(() => client.query({ text: 'T | take 1', parameters: {} })),
  await failed(() => client.command({ text: '.create materialized-view V on table T { T | summarize count() by id }' })),
  await failed(() => LocalKusto.open({ loadParser: true })),
]))
await kusto.close()`,
    )
    const install = 'npm i -D @kusto/language-service-next@12.4.1'
    expect(failure).toMatchObject([
      {
        code: 'LocalKusto_MissingParser',
        permanent: true,
        message: expect.stringMatching(new RegExp(`T \\| take 1.*run ${install}`)),
      },
      { code: 'LocalKusto_MissingParser', message: expect.stringContaining(install) },
      { code: 'MISSING_PACKAGE', message: expect.stringContaining(install) },
    ])
  })
})
