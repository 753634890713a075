import { describe, expect, it } from 'vitest'
import { GroupCommit } from '../../../src/ingest/group-commit.ts'
import { ObserverGuard } from '../../../src/ingest/sink-observer.ts'
import { resolveSinkOptions, type SinkOptions } from '../../../src/ingest/sink-options.ts'
import { BLOBS, CHECKPOINTS, WRITES, type TableSchema } from '../../../src/tables/schema.ts'
import { FakeClock } from '../../unit/ingest/support/fake-clock.ts'
import { FakeSender } from '../../unit/ingest/support/fake-sender.ts'
import { settleTurn } from '../../unit/ingest/support/settle-turn.ts'

function setUp(options: SinkOptions = {}) {
  const sender = new FakeSender()
  const clock = new FakeClock()
  const observer = new ObserverGuard()
  const sink = new GroupCommit({ sender, clock, observer, options: resolveSinkOptions(options) })
  const write = async (text: string, table: TableSchema = CHECKPOINTS): Promise<void> => {
    void sink.write(table, [Buffer.from(text)])
    await settleTurn()
  }
  const sent = (): string[] => sender.sent.map(({ lines }) => lines.join())
  return { sender, clock, sink, write, sent }
}

describe('while a request hangs', () => {
  it('writes of other threads are sent together after a second', async () => {
    const { clock, write, sent, sender } = setUp()
    await write('hangs')
    await write('a')
    clock.advance(500)
    await write('b')
    expect(sent()).toEqual(['hangs'])
    clock.advance(500)
    expect(sent()).toEqual(['hangs', 'a,b'])
    sender.at(1).acknowledge()
    await settleTurn()
    await write('c')
    expect(sent()).toEqual(['hangs', 'a,b', 'c'])
  })

  it('no timer remains if it ends in time', async () => {
    const { clock, write, sent, sender } = setUp()
    await write('slow')
    await write('next')
    expect(clock.pendingTimers).toBe(1)
    sender.at(0).acknowledge()
    await settleTurn()
    expect(sent()).toEqual(['slow', 'next'])
    expect(clock.pendingTimers).toBe(0)
  })

  it.each([2, 3, 8])('other requests to its table are sent, with %i slots', async (slots) => {
    const { clock, write, sent } = setUp({ maxConcurrentIngests: slots })
    await write('hangs')
    clock.advance(60_000)
    await write('next')
    expect(sent()).toEqual(['hangs', 'next'])
  })

  it('tables whose requests all hang leave a slot for other tables', async () => {
    const { clock, write, sent } = setUp()
    for (let n = 0; n < 20; n++) {
      await write(`blob ${n}`, BLOBS)
      await write(`checkpoint ${n}`, CHECKPOINTS)
      clock.advance(1_000)
    }
    await write('pending write', WRITES)
    expect(sent().at(-1)).toBe('pending write')
    expect(sent()).toHaveLength(8)
  })
})
