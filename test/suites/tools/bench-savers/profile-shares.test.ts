import { describe, expect, it } from 'vitest'
import type { Profiler } from 'node:inspector'
import { sharesOf } from '../../../../tools/bench-savers/profile-shares.ts'

interface Frame {
  readonly id: number
  readonly name?: string
  readonly url?: string
  readonly children?: number[]
}

function profileOf(
  frames: readonly Frame[],
  samples: readonly (readonly [id: number, micros: number])[],
): Profiler.Profile {
  return {
    nodes: frames.map(({ id, name = '', url = '', children = [] }) => ({
      id,
      children,
      callFrame: { functionName: name, url, scriptId: '0', lineNumber: 0, columnNumber: 0 },
    })),
    startTime: 0,
    endTime: 0,
    samples: samples.map(([id]) => id),
    timeDeltas: samples.map(([, micros]) => micros),
  }
}

describe('the shares of a profile', () => {
  it('count native functions for their caller and exclude idle time', () => {
    const profile = profileOf(
      [
        { id: 1, name: '(root)', children: [2, 4, 5] },
        {
          id: 2,
          name: 'commit',
          url: 'file:///p/.tools/compiled/local/sqlite/database.ts',
          children: [3],
        },
        { id: 3, name: 'exec' },
        { id: 4, name: '(idle)' },
        { id: 5, name: 'put', url: 'file:///p/.tools/compiled/store/put-writes.ts' },
      ],
      [
        [2, 100],
        [3, 200],
        [4, 5_000],
        [5, 100],
      ],
    )
    expect(Object.fromEntries(sharesOf(profile))).toEqual({
      'SQLite and its driver': 0.75,
      KustoSaver: 0.25,
    })
  })

  it.each([
    ['KQL parser and translator', 'file:///p/.tools/compiled/local/kql/compile-query.ts'],
    [
      'KQL parser and translator',
      'file:///p/node_modules/@kusto/language-service-next/bridge.min.js',
    ],
    ['local engine, the rest', 'file:///p/.tools/compiled/local/workspace.ts'],
    ['the benchmark itself', 'file:///p/tools/bench-savers/superstep.ts'],
    ['serializer', 'file:///p/node_modules/@langchain/langgraph-checkpoint/dist/serde/jsonplus.js'],
    ['LangGraph', 'file:///p/node_modules/@langchain/langgraph/dist/pregel/loop.js'],
    ['LangChain messages', 'file:///p/node_modules/@langchain/core/dist/load/index.js'],
    ['Azure SDK', 'file:///p/node_modules/azure-kusto-data/dist/client.js'],
    ["Node's HTTP, sockets and streams", 'node:_http_client'],
    ['other', 'file:///p/node_modules/pg/lib/src/client.js'],
  ])('put %s by %s', (name, url) => {
    const profile = profileOf([{ id: 1, name: 'work', url }], [[1, 10]])
    expect([...sharesOf(profile).keys()]).toEqual([name])
  })
})
