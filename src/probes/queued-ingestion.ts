import { observation, type Probe } from './probe.ts'
import { requestOf } from './scratch.ts'

export const queuedIngestion: Probe = {
  name: 'queued-ingestion',
  question: 'Do rows arrive by queued ingestion?',
  done: 'queued a row with flushImmediately and looked for it',
  expected: 'the row arrives within the wait',
  ifItDiffers: 'See `.show ingestion failures`. Until it works, use ingestion: streaming.',
  async run(scratch) {
    const table = await scratch.table('Queued')
    await scratch.client.enqueue({
      ...requestOf(table, [['a', '1']]),
      flushImmediately: true,
    })
    const seenMs = await scratch.until(async () => (await scratch.count(table)) === 1)
    return observation(seenMs !== undefined, scratch.after(seenMs))
  },
}
