import { Annotation, END, START, StateGraph, type BaseCheckpointSaver } from '@langchain/langgraph'
import { describe, expect, it } from 'vitest'
import { KustoSaver, type MetadataFromConfig } from '../../../src/index.ts'
import { openLocalSaver } from '../../support/local-saver.ts'

const RUN_ID = '0199f0a2-7c7a-7000-8000-00000000000a'

const CONFIG = {
  configurable: { thread_id: 'thread-1', tenant: 'contoso', secret: { key: 'k' }, seats: 3 },
  metadata: { run_id: RUN_ID, user_id: 'ada', tenant: 'fabrikam' },
}

const Counted = Annotation.Root({ count: Annotation<number> })

/** A graph whose first node is a subgraph. */
function counting(saver: BaseCheckpointSaver) {
  const inner = new StateGraph(Counted)
    .addNode('add', ({ count }) => ({ count: count + 1 }))
    .addEdge(START, 'add')
    .addEdge('add', END)
    .compile()
  return new StateGraph(Counted)
    .addNode('inner', inner)
    .addNode('after', ({ count }) => ({ count: count * 10 }))
    .addEdge(START, 'inner')
    .addEdge('inner', 'after')
    .addEdge('after', END)
    .compile({ checkpointer: saver })
}

const OF_GRAPH: ReadonlySet<string> = new Set(['source', 'step', 'parents'])

/** The metadata of all checkpoints of one run, subgraphs included, without LangGraph's own keys. */
async function metadataWith(metadataFromConfig?: MetadataFromConfig): Promise<object[]> {
  const opened = await openLocalSaver(
    metadataFromConfig === undefined ? {} : { metadataFromConfig },
  )
  const { saver } = opened
  try {
    await counting(saver).invoke({ count: 1 }, CONFIG)
    const found: object[] = []
    for await (const { metadata } of saver.list({ configurable: { thread_id: 'thread-1' } })) {
      const own = Object.entries(metadata ?? {}).filter(([key]) => !OF_GRAPH.has(key))
      found.push(Object.fromEntries(own))
    }
    return found
  } finally {
    await opened.close()
  }
}

describe('metadataFromConfig', () => {
  it('stores the named keys with each checkpoint, those of subgraphs included', async () => {
    const found = await metadataWith(['run_id', 'tenant', 'user_id', 'missing'])
    expect(found.length).toBeGreaterThan(4)
    for (const metadata of found) {
      expect(metadata).toEqual({ run_id: RUN_ID, tenant: 'fabrikam', user_id: 'ada' })
    }
  })

  it('stores all texts, numbers and flags except LangGraph’s own keys if it is true', async () => {
    for (const metadata of await metadataWith(true)) {
      expect(metadata).toEqual({ run_id: RUN_ID, tenant: 'fabrikam', user_id: 'ada', seats: 3 })
    }
  })

  it('stores nothing by default, like the other savers of LangGraph.js', async () => {
    for (const metadata of await metadataWith()) expect(metadata).toEqual({})
  })

  it('lets list() filter by the stored keys', async () => {
    const opened = await openLocalSaver({ metadataFromConfig: ['run_id'] })
    const { saver } = opened
    try {
      const graph = counting(saver)
      await graph.invoke({ count: 1 }, CONFIG)
      await graph.invoke({ count: 1 }, { configurable: { thread_id: 'thread-2' } })
      const threads = new Set<unknown>()
      for await (const { config } of saver.list({}, { filter: { run_id: RUN_ID } })) {
        threads.add(config.configurable?.['thread_id'])
      }
      expect([...threads]).toEqual(['thread-1'])
    } finally {
      await opened.close()
    }
  })

  it('is refused if it is neither a flag nor a list of keys', () => {
    const client = { query: noCall, command: noCall, ingest: noCall, close: noCall }
    for (const metadataFromConfig of ['run_id', [''], [1], {}]) {
      const params = { client, metadataFromConfig }
      expect(() => Reflect.construct(KustoSaver, [params])).toThrow('`metadataFromConfig`')
    }
  })
})

async function noCall(): Promise<never> {
  throw new Error('No request is expected')
}
