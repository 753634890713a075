import { Command } from '@langchain/langgraph'
import { isBaseMessage, type BaseMessage } from '@langchain/core/messages'
import { MemorySaver, type CheckpointTuple } from '@langchain/langgraph-checkpoint'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KustoSaver, KustoSaverParams } from '../../../../src/index.ts'
import { KustoError } from '../../../../src/kusto-error.ts'
import type { KustoIngest } from '../../../../src/kusto/kusto-client.ts'
import { stringLiteral } from '../../../../src/kusto/literals.ts'
import { namedRows } from '../../../../src/kusto/show.ts'
import { LocalKusto, VirtualClock } from '../../../../src/local/index.ts'
import { createFunctions } from '../../../../src/provision/functions/create-functions.ts'
import { LabelledSaver } from './labelled-saver.ts'
import { question, supportGraph, type Case } from './support-graph.ts'
import { fillRichThread, threadConfig } from '../../../suites/transfer/rich-thread.ts'
import { CountingClient } from '../../../support/counting-client.ts'

let clock: VirtualClock
let kusto: LocalKusto
let saver: KustoSaver
const savers: KustoSaver[] = []

beforeEach(async () => {
  clock = new VirtualClock(Date.now(), { movesForRequests: true })
  kusto = await LocalKusto.open({ clock })
  saver = newSaver()
  await saver.setup({ provision: true })
  await createFunctions(kusto.client())
})

afterEach(async () => {
  await Promise.all(savers.splice(0).map((one) => one.end()))
  await kusto.close()
})

/** As a new process: what it reads comes from Kusto. */
function newSaver(options: Partial<KustoSaverParams> = {}): KustoSaver {
  const one = new LabelledSaver({
    client: kusto.client(),
    nowMs: () => clock.nowMs(),
    ...options,
  })
  savers.push(one)
  return one
}

/** Its copies are left without their seal. */
class SeallessClient extends CountingClient {
  override async ingest(request: KustoIngest): Promise<void> {
    const isSeal = Buffer.from(request.body).includes('"channel":""')
    if (request.table === 'CheckpointBlobs' && isSeal) throw REFUSED
    return super.ingest(request)
  }
}

const REFUSED = new KustoError('refused by the test', {
  code: 'BadRequest',
  status: 400,
  permanent: true,
})

type Row = Readonly<Record<string, unknown>>

async function ask(
  text: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<readonly Row[]> {
  const [table] = await kusto.client().query({ text, parameters })
  return table === undefined ? [] : namedRows(table)
}

async function tuplesOf(threadId: string): Promise<CheckpointTuple[]> {
  const tuples: CheckpointTuple[] = []
  for await (const tuple of newSaver().list({ configurable: { thread_id: threadId } }))
    tuples.push(tuple)
  return tuples
}

const RANGE = 'ago(1d), now() + 1d'

const PLAIN: Case = {
  calls: 2,
  tool: 'orders',
  toolResult: 'success',
  isAsking: false,
  attachmentBytes: 0,
  model: 'small',
}

async function run(threadId: string, one: Partial<Case> = {}): Promise<void> {
  await supportGraph(saver).invoke(question('Where is it?', { ...PLAIN, ...one }), {
    ...threadConfig(threadId),
    metadata: { tenant: 'acme', user: 'ann', run_id: `run-${threadId}` },
  })
}

/** By namespace and id, as the saver lists them. */
async function checkpointsOf(threadId: string) {
  const tuples = await tuplesOf(threadId)
  return tuples
    .map(({ config, checkpoint, metadata, parentConfig }) => ({
      ns: String(config.configurable?.['checkpoint_ns']),
      id: checkpoint.id,
      parent: String(parentConfig?.configurable?.['checkpoint_id'] ?? ''),
      step: String(metadata?.step),
      source: metadata?.source,
    }))
    .toSorted(byPlace)
}

async function askedCheckpointsOf(threadId: string) {
  const rows = await ask(`LangGraphCheckpoints("${threadId}")`)
  return rows
    .map((row) => ({
      ns: row['checkpoint_ns'],
      id: row['checkpoint_id'],
      parent: row['parent_checkpoint_id'],
      step: String(row['step']),
      source: row['source'],
    }))
    .toSorted(byPlace)
}

function byPlace(a: { ns: unknown; id: unknown }, b: { ns: unknown; id: unknown }): number {
  return JSON.stringify([a.ns, a.id]) < JSON.stringify([b.ns, b.id]) ? -1 : 1
}

/** Channel values as they are stored. */
async function expectSameState(threadId: string): Promise<void> {
  const tuples = await tuplesOf(threadId)
  for (const { config, checkpoint, metadata } of tuples.filter((_, index) => index % 8 === 0)) {
    const ns = String(config.configurable?.['checkpoint_ns'])
    const rows = await ask(
      'declare query_parameters(thread:string, id:string, ns:string); LangGraphState(thread, id, ns)',
      {
        thread: stringLiteral(threadId),
        id: stringLiteral(checkpoint.id),
        ns: stringLiteral(ns),
      },
    )
    const delta = Object.keys(metadata?.counters_since_delta_snapshot ?? {})
    const values = rows.filter((row) => row['storage'] !== 'delta')
    const stored = values.map((row) => [row['channel'], parsed(row)])
    expect(Object.fromEntries(stored)).toEqual(await asStored(checkpoint.channel_values))
    const missing = delta.filter((channel) => !(channel in checkpoint.channel_values))
    expect(rows.filter((row) => row['storage'] === 'delta').map((row) => row['channel'])).toEqual(
      missing,
    )
  }
}

function parsed({ type, value }: Row): unknown {
  if (type !== 'json') return 'bytes'
  return typeof value === 'string' ? maybeJson(value) : value
}

/** The client gives dynamic values as text or parsed. */
function maybeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** As LangGraph's serializer writes them. */
async function asStored(values: Record<string, unknown>): Promise<unknown> {
  const entries = Object.entries(values).map(async ([channel, value]) => {
    const [type, data] = await new MemorySaver().serde.dumpsTyped(value)
    const stored: unknown = type === 'json' ? JSON.parse(Buffer.from(data).toString()) : 'bytes'
    return [channel, stored] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

describe('the functions for analysts and the saver agree', () => {
  it('on checkpoints and states, of forks, subgraphs, delta channels, bytes and growing values', async () => {
    saver = newSaver({ maxChunkBytes: 4096 })
    await fillRichThread(saver, 'rich')
    expect(await askedCheckpointsOf('rich')).toEqual(await checkpointsOf('rich'))
    await expectSameState('rich')
  })

  it('on a value of several chunks', async () => {
    await run('large', { attachmentBytes: 1_500_000 })
    const [row] = await ask('LangGraphState("large") | where channel == "attachment"')
    expect(row).toMatchObject({ bytes: 1_500_002, value: 'x'.repeat(1_500_000) })
  })

  it('on deleted threads, recreated threads and rows that arrived twice', async () => {
    await run('deleted')
    await run('anew')
    await saver.deleteThread('deleted')
    await saver.deleteThread('anew')
    await run('anew', { calls: 1 })
    for (const table of ['Checkpoints', 'CheckpointBlobs', 'CheckpointWrites'])
      await kusto.client().command({ text: `.set-or-append ${table} <| ${table}` })
    expect(await ask('LangGraphCheckpoints("deleted")')).toEqual([])
    expect(await askedCheckpointsOf('anew')).toEqual(await checkpointsOf('anew'))
    const threads = await ask(`LangGraphThreads(${RANGE})`)
    expect(threads.map((row) => row['thread_id'])).toEqual(['anew'])
    expect(await messagesOf('anew')).toEqual(await askedMessagesOf('anew'))
  })

  it('on pruned checkpoints and deleted runs', async () => {
    saver = newSaver({ maxChunkBytes: 4096 })
    await fillRichThread(saver, 'rich')
    const before = await checkpointsOf('rich')
    await run('one')
    await run('two', { isAsking: true })
    await saver.prune(['rich', 'two'])
    await saver.deleteForRuns(['run-one'])
    expect(await askedCheckpointsOf('rich')).toEqual(await checkpointsOf('rich'))
    expect((await askedCheckpointsOf('rich')).length).toBeLessThan(before.length)
    expect(await ask('LangGraphPendingWrites("two", ago(1d), now() + 1d)')).not.toEqual([])
    expect(await ask('LangGraphPendingWrites("one", ago(1d), now() + 1d)')).toEqual([])
    const threads = await ask(`LangGraphThreads(${RANGE})`)
    const statuses = new Map(threads.map((row) => [row['thread_id'], row['status']]))
    expect(new Set(statuses.keys())).toEqual(new Set(['rich', 'two']))
    expect(statuses.get('two')).toBe('waiting')
  })

  it('on copies, whole and unfinished', async () => {
    await run('source', { isAsking: true })
    await saver.copyThread('source', 'copy')
    const sealless = new SeallessClient(kusto.client())
    await expect(newSaver({ client: sealless }).copyThread('source', 'half')).rejects.toThrow()
    expect(await ask('Checkpoints | where thread_id == "half" | take 1')).toHaveLength(1)
    expect(await askedCheckpointsOf('copy')).toEqual(await checkpointsOf('copy'))
    expect(await askedCheckpointsOf('half')).toEqual([])
    const threads = await ask(`LangGraphThreads(${RANGE}) | sort by thread_id asc`)
    expect(threads.map((row) => row['thread_id'])).toEqual(['copy', 'source'])
  })

  it('on half-arrived checkpoints', async () => {
    await run('half')
    const [newest] = await tuplesOf('half')
    const [last] = await ask(
      'CheckpointBlobs | where channel == "messages" | top 1 by revision desc',
    )
    await kusto.client().command({
      text: `.delete table CheckpointBlobs records <| CheckpointBlobs | where blob_id == "${String(last?.['blob_id'])}"`,
    })
    const rows = await askedCheckpointsOf('half')
    expect(rows.map(({ id }) => id)).not.toContain(newest?.checkpoint.id)
    expect(rows).toEqual(await checkpointsOf('half'))
  })

  it('on messages, each once, through growth, subgraphs and forks', async () => {
    await run('chat', { calls: 10 })
    const config = threadConfig('chat')
    await supportGraph(saver).invoke(question('And the other?', { ...PLAIN, calls: 1 }), config)
    const [, , third] = await tuplesOf('chat')
    await supportGraph(saver).invoke(question('Forked?', PLAIN), third?.config ?? config)
    expect(await askedMessagesOf('chat')).toEqual(await messagesOf('chat'))
    expect(await ask(`LangGraphForks(${RANGE})`)).toMatchObject([
      { thread_id: 'chat', checkpoint_id: third?.checkpoint.id, children: 2 },
    ])
  })

  it('on what a thread waits for, fails with and does next', async () => {
    await run('waiting', { isAsking: true })
    await run('answered', { isAsking: true })
    await supportGraph(saver).invoke(new Command({ resume: 'yes' }), threadConfig('answered'))
    await expect(run('failed', { toolResult: 'throw' })).rejects.toThrow('out of reach')
    const rows = await ask(
      `LangGraphThreads(${RANGE}) | sort by thread_id asc | project thread_id, status, next`,
    )
    expect(rows.map((row) => [row['thread_id'], row['status']])).toEqual([
      ['answered', 'done'],
      ['failed', 'failed'],
      ['waiting', 'waiting'],
    ])
    for (const row of rows) {
      const state = await supportGraph(newSaver()).getState(threadConfig(String(row['thread_id'])))
      expect(row['next']).toEqual(state.next)
    }
    expect(await ask(`LangGraphInterrupts(${RANGE}) | where is_waiting`)).toMatchObject([
      { thread_id: 'waiting', node: 'approve', question: { question: 'May I refund?' } },
    ])
    expect(await ask(`LangGraphErrors(${RANGE})`)).toMatchObject([
      { thread_id: 'failed', node: 'tools', error: 'RangeError', tenant: 'acme', is_open: true },
    ])
  })
})

/** Every message of any checkpoint by id, with the step that it is first at. */
async function messagesOf(threadId: string) {
  const found = new Map<string, [string, string, string]>()
  for (const { checkpoint, metadata } of (await tuplesOf(threadId)).toReversed())
    for (const value of Object.values(checkpoint.channel_values).flat())
      if (isBaseMessage(value) && !found.has(String(value.id)))
        found.set(String(value.id), [value.getType(), textOf(value), String(metadata?.step)])
  return Object.fromEntries(found)
}

function textOf({ content }: BaseMessage): string {
  if (typeof content === 'string') return content
  return content.map((block) => ('text' in block ? String(block.text) : '')).join('')
}

async function askedMessagesOf(threadId: string) {
  const rows = await ask(`LangGraphMessages(${RANGE}) | where thread_id == "${threadId}"`)
  expect(new Set(rows.map((row) => row['message_id'])).size).toBe(rows.length)
  const named = rows.map((row): [string, unknown] => [
    String(row['message_id']),
    [row['role'], row['text'], String(row['step'])],
  ])
  return Object.fromEntries(named)
}
