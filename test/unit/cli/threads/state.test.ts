import { AIMessage, HumanMessage } from '@langchain/core/messages'
import {
  Annotation,
  END,
  interrupt,
  MessagesAnnotation,
  START,
  StateGraph,
} from '@langchain/langgraph'
import { describe, expect, it } from 'vitest'
import { checkpointOf, idOf, metadataOf } from '../../../support/checkpoints.ts'
import { consolePerTest } from '../../../support/console-per-test.ts'
import { servedAgentsPerTest } from './served-agents.ts'

const { out, err } = consolePerTest()
const agents = servedAgentsPerTest()
const { threads } = agents

/** The first column, or a line that is no row. */
const treeOf = (line: string): string => /^(?:.*[\da-f-]{36}|CHECKPOINT)/.exec(line)?.[0] ?? line

async function put(n: number, parent: number | undefined, checkpointNs = ''): Promise<void> {
  const id = parent === undefined ? {} : { checkpoint_id: idOf(parent) }
  const config = { configurable: { thread_id: 'forked', checkpoint_ns: checkpointNs, ...id } }
  await agents.saver.put(config, checkpointOf(n, { a: n }), metadataOf(n), { a: n })
}

const State = Annotation.Root({
  ...MessagesAnnotation.spec,
  city: Annotation<string>,
  file: Annotation<Uint8Array>,
})

/** Answers with a tool call, then waits for a human. */
async function runAgent(): Promise<void> {
  const graph = new StateGraph(State)
    .addNode('model', () => ({
      messages: [
        new AIMessage({
          content: 'Let me look.\n\u001b[31mred',
          tool_calls: [{ id: '1', name: 'weather', args: { city: 'Oslo' } }],
        }),
      ],
      city: 'Oslo',
      file: new Uint8Array([1, 2, 3]),
    }))
    .addNode('approve', () => ({ city: interrupt('Go on?') }))
    .addEdge(START, 'model')
    .addEdge('model', 'approve')
    .addEdge('approve', END)
    .compile({ checkpointer: agents.saver })
  const config = { configurable: { thread_id: 'agent' } }
  await graph.invoke({ messages: [new HumanMessage('How is the weather?')] }, config)
}

describe('langgraph-kusto threads history', () => {
  it('draws forks as a tree, oldest first, by namespace', async () => {
    await put(1, undefined)
    await put(2, 1)
    await put(3, 2)
    await put(4, 1)
    await put(5, 4)
    await put(6, undefined, 'inner')
    expect(await threads('history', 'forked')).toBe(0)
    expect(out.join('\n').split('\n').map(treeOf)).toEqual([
      'CHECKPOINT',
      idOf(1),
      `├─ ${idOf(2)}`,
      `│  ${idOf(3)}`,
      `└─ ${idOf(4)}`,
      `   ${idOf(5)}`,
      '',
      'Namespace "inner"',
      'CHECKPOINT',
      idOf(6),
    ])
  })

  it('prints JSON with the children of each checkpoint', async () => {
    await put(1, undefined)
    await put(2, 1)
    await put(3, 1)
    expect(await threads('history', 'forked', '--json')).toBe(0)
    expect(JSON.parse(out[0] ?? '')).toMatchObject([
      { checkpointId: idOf(1), parentCheckpointId: '', children: [idOf(2), idOf(3)] },
      { checkpointId: idOf(2), parentCheckpointId: idOf(1), children: [] },
      { checkpointId: idOf(3), children: [] },
    ])
  })

  it('fails for a missing thread', async () => {
    expect(await threads('history', 'nobody')).toBe(1)
    expect(err.join('\n')).toContain('"nobody" does not exist')
  })
})

describe('langgraph-kusto threads state', () => {
  it('prints channels, messages and pending writes of the latest checkpoint', async () => {
    await runAgent()
    expect(await threads('state', 'agent')).toBe(0)
    const text = out.join('\n')
    expect(text).toMatch(/messages +human: How is the weather\?\n/)
    expect(text).toMatch(/\n +ai: Let me look.*calls weather\(\{"city":"Oslo"\}\)\n/)
    expect(text).not.toContain('\u001b')
    expect(text).toMatch(/city +"Oslo"\n/)
    expect(text).toMatch(/file +\{"base64":"AQID"\}\n/)
    expect(text).toMatch(/PENDING WRITE OF TASK +CHANNEL +VALUE\n.+__interrupt__.+Go on\?/)
  })

  it('prints what a superstep changed with --diff', async () => {
    await runAgent()
    expect(await threads('state', 'agent', '--diff')).toBe(0)
    const text = out.join('\n')
    expect(text).toMatch(/city +added +"Oslo"/)
    expect(text).toMatch(/messages +appended +ai: Let me look/)
    expect(text).not.toContain('How is the weather?')
  })

  it('prints an older checkpoint as JSON', async () => {
    await put(1, undefined)
    await put(2, 1)
    const args = ['--checkpoint', idOf(1), '--json', '--diff']
    expect(await threads('state', 'forked', ...args)).toBe(0)
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      threadId: 'forked',
      checkpointId: idOf(1),
      parentCheckpointId: null,
      channels: { a: 1 },
      pendingWrites: [],
      changes: [{ channel: 'a', change: 'added', value: 1 }],
    })
  })

  it('fails for a missing thread or checkpoint', async () => {
    expect(await threads('state', 'nobody')).toBe(1)
    await put(1, undefined)
    expect(await threads('state', 'forked', '--checkpoint', idOf(9))).toBe(1)
    expect(err.join('\n')).toContain(`has no checkpoint "${idOf(9)}"`)
  })

  it('has its options alone', async () => {
    expect(await threads('show', 'forked', '--diff')).toBe(2)
    expect(err.join('\n')).toContain('belong to state')
  })
})
