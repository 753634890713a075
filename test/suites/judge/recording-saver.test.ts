import { MemorySaver, type BaseCheckpointSaver } from '@langchain/langgraph'
import { describe, expect, it } from 'vitest'
import { noteGraph } from '../fuzz/note-graph.ts'
import { checkpointOf, metadataOf, versionsOf } from '../../support/checkpoints.ts'
import { formatLine, parseHistory, type HistoryLine } from '../../../tools/judge/history.ts'
import { judgeHistory } from '../../../tools/judge/judge.ts'
import { boundsOf, PLAIN } from '../../../tools/judge/run-preset.ts'
import { Recorder } from '../../../tools/judge/recorder.ts'
import { RecordingSaver } from '../../../tools/judge/recording-saver.ts'

function recorded(saver: BaseCheckpointSaver): { saver: RecordingSaver; lines: HistoryLine[] } {
  const lines: HistoryLine[] = [boundsOf({ ...PLAIN, lagMs: 0 }, [])]
  const recorder = new Recorder({ process: 'p', write: (line) => lines.push(line) })
  return { saver: new RecordingSaver(saver, recorder), lines }
}

const THREAD = { configurable: { thread_id: 't' } }

describe('a recorded saver', () => {
  it('records a legal history of a graph with a delta channel, forks, lists and a deletion', async () => {
    const { saver, lines } = recorded(new MemorySaver())
    const graph = noteGraph(saver, 5)
    for (let turn = 0; turn < 6; turn++) await graph.invoke({ notes: [`turn ${turn}`] }, THREAD)
    const from = (await graph.getState(THREAD)).config
    await graph.updateState(from, { notes: ['left'] }, 'more')
    await graph.updateState(from, { notes: ['right'] }, 'more')
    for await (const _ of graph.getStateHistory(THREAD)) continue
    await saver.deleteThread('t')
    await graph.invoke({ notes: ['anew'] }, THREAD)
    const judge = judgeHistory(parseHistory(lines.map(formatLine).join('\n')))
    expect(judge.judge()).toEqual([])
    expect(judge.totals.puts).toBeGreaterThan(25)
    expect(judge.totals.reads).toBeGreaterThan(10)
    const asked = lines.filter(
      (line) => line.type === 'call' && line.operation.kind === 'getDeltaChannelHistory',
    )
    expect(asked.length).toBeGreaterThan(3)
  })

  it('records an error by its code, and an unfinished list as cut', async () => {
    const { saver, lines } = recorded(new MemorySaver())
    const values = { n: 1 }
    for (const number of [1, 2]) {
      await saver.put(THREAD, checkpointOf(number, values), metadataOf(1), versionsOf(values, 1))
    }
    for await (const _ of saver.list(THREAD)) break
    await expect(saver.deleteThread('__proto__')).rejects.toThrow('reserved')
    expect(lines.slice(-3)).toMatchObject([
      { type: 'end', answer: { kind: 'list', isCut: true, seen: [{}] } },
      { type: 'call' },
      { type: 'fail', code: 'BUG' },
    ])
    expect(judgeHistory(lines).judge()).toMatchObject([{ kind: 'failure' }])
  })
})
