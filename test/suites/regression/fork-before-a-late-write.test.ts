import { afterEach, beforeEach, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import type { HistoryLine } from '../../../tools/judge/history.ts'
import { judgeHistory } from '../../../tools/judge/judge.ts'
import { boundsOf, PLAIN } from '../../../tools/judge/run-preset.ts'
import { Recorder } from '../../../tools/judge/recorder.ts'
import { RecordingSaver } from '../../../tools/judge/recording-saver.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const LAG_MS = 20_000
const DAY_MS = 24 * 3_600_000

let clock: VirtualClock
let kusto: LocalKusto
let lines: HistoryLine[]
let recorder: Recorder

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  lines = [boundsOf({ ...PLAIN, lagMs: LAG_MS }, [])]
  recorder = new Recorder({ process: 'p', write: (line) => lines.push(line), nowMs })
  await new KustoSaver({ client: kusto.client(), nowMs }).setup({ provision: true })
  kusto.delays.set({ tableVisibilityMs: { CheckpointWrites: LAG_MS } })
})

afterEach(async () => kusto.close())

const nowMs = () => clock.nowMs()

/** A saver that knows nothing but what queries see. */
const open = () => new RecordingSaver(new KustoSaver({ client: kusto.client(), nowMs }), recorder)

const at = (number?: number) => ({
  configurable: {
    thread_id: 'forked',
    checkpoint_ns: '',
    ...(number === undefined ? {} : { checkpoint_id: idOf(number) }),
  },
})

/** LangGraph marks a branch on which every write to a delta channel gives it a version. */
async function put(saver: RecordingSaver, number: number, parent?: number, versions = {}) {
  const checkpoint = checkpointOf(number, { n: number }, { n: number, ...versions })
  const metadata = { ...metadataOf(number), delta_writes_versioned: true }
  await saver.put(at(parent), checkpoint, metadata, { n: number, ...versions })
}

async function notesBefore(number: number): Promise<unknown[]> {
  const options = { config: at(number), channels: ['notes'] }
  const { notes } = await open().getDeltaChannelHistory(options)
  return notes?.writes.map(([, , value]: readonly unknown[]) => value) ?? []
}

it('keeps the state of a fork that began before a write on its ancestor was visible', async () => {
  const [first, second] = [open(), open()]
  await put(first, 1)
  await first.putWrites(at(1), [['notes', 'of the first']], 'task')
  await put(first, 2, 1, { notes: 2 })

  expect(await second.getTuple(at(1))).toMatchObject({ pendingWrites: [] })
  await put(second, 3, 1)
  await second.putWrites(at(3), [['notes', 'of the second']], 'task')
  await put(second, 4, 3, { notes: 4 })

  for (const laterMs of [LAG_MS + 1, 35 * DAY_MS]) {
    await clock.advance(laterMs)
    expect(await notesBefore(2)).toEqual(['of the first'])
    expect(await notesBefore(4)).toEqual(['of the second'])
  }
  expect(judgeHistory(lines).judge()).toEqual([])
})
