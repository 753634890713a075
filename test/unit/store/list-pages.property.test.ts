import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, it, expect } from 'vitest'
import { KustoSaver, type KustoSaverOptions } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

/** Enough for the first page, a whole page after it and a chunk. */
const CHECKPOINTS = 130
const THREAD = 'a thread of several pages'
const CONFIG = { configurable: { thread_id: THREAD, checkpoint_ns: '' } }

const NUMBERS = Array.from({ length: CHECKPOINTS }, (_, index) => CHECKPOINTS - index)

/** Sizes differ widely, so that pages limited by bytes end anywhere. */
function valueOf(number: number): string {
  return `${number} ${'v'.repeat(number % 7 === 0 ? 20_000 : 200)}`
}

let kusto: LocalKusto
let writer: KustoSaver

beforeAll(async () => {
  kusto = await LocalKusto.open()
  writer = new KustoSaver({ client: kusto.client() })
  await writer.setup({ provision: true })
  for (const number of NUMBERS.toReversed()) {
    const metadata = { ...metadataOf(number), third: number % 3, nested: { fifth: number % 5 } }
    const checkpoint = checkpointOf(number, { value: valueOf(number) })
    await writer.put(CONFIG, checkpoint, metadata, { value: number })
  }
})

afterAll(async () => {
  await writer.end()
  await kusto.close()
})

const settings = fc.record(
  {
    listPageRows: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant(100)),
    listPageBytes: fc.integer({ min: 1, max: 200_000 }),
  },
  { requiredKeys: [] },
)
const asked = fc.record({
  limit: fc.option(fc.integer({ min: 0, max: CHECKPOINTS + 1 }), { nil: undefined }),
  before: fc.option(fc.integer({ min: 1, max: CHECKPOINTS }), { nil: undefined }),
  /** The database filters by the first, this process by the second. */
  third: fc.option(fc.nat(2), { nil: undefined }),
  fifth: fc.option(fc.nat(4), { nil: undefined }),
})
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

function expectedOf({ limit, before, third, fifth }: Asked): number[] {
  return NUMBERS.filter(
    (number) =>
      (before === undefined || number < before) &&
      (third === undefined || number % 3 === third) &&
      (fifth === undefined || number % 5 === fifth),
  ).slice(0, limit)
}

async function listed(
  saver: KustoSaver,
  { limit, before, third, fifth }: Asked,
): Promise<unknown[]> {
  const found: unknown[] = []
  const tuples = saver.list(CONFIG, {
    ...(limit === undefined ? {} : { limit }),
    ...(before === undefined
      ? {}
      : { before: { configurable: { ...CONFIG.configurable, checkpoint_id: idOf(before) } } }),
    filter: {
      ...(third === undefined ? {} : { third }),
      ...(fifth === undefined ? {} : { nested: { fifth } }),
    },
  })
  for await (const { checkpoint } of tuples)
    found.push([checkpoint.id, checkpoint.channel_values['value']])
  return found
}

async function reading(
  options: KustoSaverOptions | Record<string, never>,
  work: (saver: KustoSaver) => Promise<void>,
): Promise<void> {
  const saver = new KustoSaver({ ...options, client: kusto.client() })
  try {
    await work(saver)
  } finally {
    await saver.end()
  }
}

describe('a list', () => {
  it('returns the requested checkpoints once and in order, wherever its pages end', async () => {
    await fc.assert(
      fc.asyncProperty(settings, asked, async (options, wanted) => {
        const expected = expectedOf(wanted).map((number) => [idOf(number), valueOf(number)])
        await reading(options, async (saver) => {
          expect(await listed(saver, wanted)).toEqual(expected)
        })
        expect(await listed(writer, wanted)).toEqual(expected)
      }),
      { numRuns: 25 },
    )
  }, 60_000)
})
