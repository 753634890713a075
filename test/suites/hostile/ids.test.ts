import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isKustoSaverError, KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'

/*
 * Nothing that a caller passes gets into KQL text, and no id reaches another thread's data.
 */
let kusto: LocalKusto
let saver: KustoSaver

const BYSTANDER = { configurable: { thread_id: 'bystander', checkpoint_ns: '' } }

beforeAll(async () => {
  kusto = await LocalKusto.open()
  saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  await saver.put(BYSTANDER, checkpointOf(1, { a: 'untouched' }), metadataOf(1), { a: 1 })
})

afterAll(async () => {
  await saver.close()
  await kusto.close()
})

const SYNTAX = `'"\\|;{}[]()=\n/*-h@\`%\u0000\ud800`

const HOSTILE = [
  `'`,
  `"`,
  `\\`,
  `\\"`,
  `\\\\"`,
  `"; ThreadDeletions | take 1 //`,
  `" or true or "`,
  `x" | union Checkpoints | where "" == "`,
  `h"secret"`,
  `@'verbatim'`,
  '```triple```',
  `//comment`,
  `/* comment */`,
  `|`,
  `;`,
  `\n`,
  `\r\n`,
  `\t`,
  `\u0001\u001f\u007f\u0085\u2028\u2029`,
  `%0A%22%00`,
  `{"$ne": null}`,
  `*`,
  ``.padEnd(64 * 1024, 'x'),
  `😀`.repeat(16 * 1024),
  `é`,
  `e\u0301`,
  `\ufeff`,
  `\u{10ffff}`,
  `null`,
  `true`,
  `2024-01-01T00:00:00Z`,
  `1e5`,
  `00:00:01`,
  `__proto__`,
  `constructor`,
  ` leading and trailing `,
]

async function storeAndRead(id: string): Promise<void> {
  const configurable = { thread_id: `t${id}`, checkpoint_ns: id }
  const channel = `channel ${id}`
  const values = { [channel]: id, plain: [id] }
  const versions = { [channel]: id, plain: 1 }
  const checkpoint = { ...checkpointOf(1, values, versions), id: `c${id}` }
  const metadata = { ...metadataOf(1), [channel]: id, nested: { [channel]: [id] } }
  const config = await saver.put({ configurable }, checkpoint, metadata, versions)
  expect(config.configurable).toEqual({ ...configurable, checkpoint_id: `c${id}` })
  await saver.putWrites(config, [[channel, id]], `task${id}`, id)
  const expected = {
    config,
    checkpoint,
    metadata,
    pendingWrites: [[`task${id}`, channel, id]],
  }
  expect(await saver.getTuple({ configurable })).toEqual(expected)
  expect(await saver.getTuple(config)).toEqual(expected)
  expect(await listed({ configurable }, { filter: { [channel]: id } })).toEqual([expected])
  expect(await listed({ configurable }, { filter: { nested: { [channel]: [id] } } })).toEqual([
    expected,
  ])
  expect(await listed({ configurable }, { before: config })).toEqual([])
  const history = await saver.getDeltaChannelHistory({ config, channels: [channel] })
  expect(history).toEqual({ [channel]: { writes: [] } })
  await saver.deleteThread(`t${id}`)
  expect(await saver.getTuple({ configurable })).toBeUndefined()
}

async function listed(...args: Parameters<KustoSaver['list']>): Promise<unknown[]> {
  const tuples: unknown[] = []
  for await (const tuple of saver.list(...args)) tuples.push(tuple)
  return tuples
}

describe('an odd id, namespace, channel, task, metadata key and value', () => {
  it.each(HOSTILE.map((id) => [JSON.stringify(id).slice(0, 40), id]))(
    'comes back unchanged: %s',
    async (_, id) => {
      await expect(storeAndRead(id)).resolves.toBeUndefined()
    },
  )

  it('comes back unchanged, or is rejected by name before anything is sent', async () => {
    const odd = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...Array.from(SYNTAX)), maxLength: 20 }),
    )
    await fc.assert(
      fc.asyncProperty(odd, async (id) => {
        const outcome = await storeAndRead(id).catch((error: unknown) => error)
        const code = isKustoSaverError(outcome) ? outcome.code : outcome
        const isUsable = id.isWellFormed() && !id.includes('\0')
        expect(code).toBe(isUsable ? undefined : 'INVALID_CONFIG')
      }),
      { numRuns: 40 },
    )
  })

  it('separates two threads that differ in anything', async () => {
    const id = fc.string({
      unit: fc.constantFrom('a', 'A', ' ', '\n', '%', '"', 'é'),
      minLength: 1,
      maxLength: 3,
    })
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(id, { minLength: 2, maxLength: 5 }), async (ids) => {
        for (const thread of ids) {
          const config = { configurable: { thread_id: thread, checkpoint_ns: 'apart' } }
          await saver.put(config, checkpointOf(1, { a: thread }), metadataOf(1), { a: 1 })
        }
        const [deleted, ...others] = ids
        await saver.deleteThread(deleted ?? '')
        for (const thread of others) {
          const config = { configurable: { thread_id: thread, checkpoint_ns: 'apart' } }
          expect((await saver.getTuple(config))?.checkpoint.channel_values).toEqual({ a: thread })
          await saver.deleteThread(thread)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('does not affect another thread', async () => {
    const tuple = await saver.getTuple(BYSTANDER)
    expect(tuple?.checkpoint.channel_values).toEqual({ a: 'untouched' })
  })
})
