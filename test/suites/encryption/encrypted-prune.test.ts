import { afterEach, beforeEach, expect, it } from 'vitest'
import { everythingOf, fillRichThread } from '../transfer/rich-thread.ts'
import { EncryptedKusto } from './encrypted-kusto.ts'

let kusto: EncryptedKusto

beforeEach(async () => {
  kusto = await EncryptedKusto.open()
})

afterEach(async () => {
  await kusto.close()
})

it('prunes an encrypted thread without its keys being needed for the rows that hide', async () => {
  await fillRichThread(kusto.saver(), 'thread')
  const before = await everythingOf(kusto.saver(), 'thread')
  const [report] = await kusto.saver().prune(['thread'], { strategy: 'keepLatest' })
  const after = await everythingOf(kusto.saver(), 'thread')
  expect(report?.pruned).toBe(before.length - after.length)
  expect(after.length).toBeLessThan(before.length)
  expect(before).toEqual(expect.arrayContaining(after))
  expect(after).toContainEqual(before[0])
})
