import { KustoSaver } from '../../../../src/index.ts'
import { LocalKusto } from '../../../../src/local/index.ts'
import { CostlierSaver } from '../counting/costlier-saver.ts'
import { AnsweringClient } from '../counting/answering-client.ts'
import type { Costs } from '../counting/costs.ts'
import { COSTLIER_OPERATIONS, OPERATIONS, type CountedOperation } from '../counting/operations.ts'
import { RecordingClient, type Traffic } from '../counting/recording-client.ts'

/*
 * Counts what every operation costs, and prints it as JSON. Measures allocations as growth of the
 * heap without garbage collection, so run it with the flags of `counting-flags.ts`. `costlier`
 * counts a few operations of a saver that costs more than it should.
 */
const isCostlier = process.argv.includes('costlier')
const Saver = isCostlier ? CostlierSaver : KustoSaver
const operations = OPERATIONS.filter(
  ({ name }) => !isCostlier || COSTLIER_OPERATIONS.includes(name),
)

const WARM_UP_ROUNDS = 3
const ROUNDS = 5
/** Bytes of one round, far below the semi-space. */
const BYTES_OF_A_ROUND = 48 * 1024 * 1024
const MOST_CALLS_OF_A_ROUND = 20

const kusto = await LocalKusto.open()
await new KustoSaver({ client: kusto.client() }).setup({ provision: true })
const costs: Costs[] = []
// code that is not compiled yet allocates more, which would count for the first operation
for (const operation of operations.slice(0, 1)) await countAll(operation, 'warm-up')
for (const operation of operations) costs.push(await countAll(operation, operation.name))
await kusto.close()
process.stdout.write(JSON.stringify(costs))

async function countAll(operation: CountedOperation, name: string): Promise<Costs> {
  const client = new RecordingClient(kusto.client())
  const traffic = await countTraffic({ ...operation, name }, client)
  const allocatedBytes = await countAllocations({ ...operation, name }, client)
  return { operation: operation.name, ...traffic, allocatedBytes }
}

async function countTraffic(
  { name, stored, unseen, call }: CountedOperation,
  client: RecordingClient,
): Promise<Traffic> {
  const saver = new Saver({ client })
  await (stored ?? unseen)?.(saver, name)
  await call(saver, name, 1)
  client.reset()
  await call(saver, name, 2)
  return client.traffic
}

async function countAllocations(
  { name, unseen, call }: CountedOperation,
  { answers }: RecordingClient,
): Promise<number> {
  const seen = unseen === undefined ? answers : withoutRows(answers)
  const saver = new Saver({ client: new AnsweringClient(seen), maxOverlayBytes: 2 ** 40 })
  await unseen?.(saver, name)
  let n = 0
  const calls = async (count: number): Promise<number> => {
    collectGarbage()
    const before = allocated()
    for (let done = 0; done < count; done++) await call(saver, name, ++n)
    return (allocated() - before) / count
  }
  const first = await calls(2)
  const most = Math.max(1, Math.min(MOST_CALLS_OF_A_ROUND, BYTES_OF_A_ROUND / first))
  const perRound = Math.floor(most)
  // large values are slow, and warm up soon
  const warmUp = perRound === MOST_CALLS_OF_A_ROUND ? WARM_UP_ROUNDS : 3
  for (let round = 0; round < warmUp; round++) await calls(perRound)
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await calls(perRound))
  await saver.close()
  // the compiler, if it runs during a round, only adds
  return Math.round(Math.min(...rounds))
}

/** The answers of an empty Kusto. */
function withoutRows(answers: RecordingClient['answers']): RecordingClient['answers'] {
  return new Map(
    [...answers].map(([summary, tables]) => [
      summary,
      tables.map((table) => ({ ...table, rows: [] })),
    ]),
  )
}

/** Strings, objects, and the memory of buffers outside the heap. */
function allocated(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('Run with the flags of counting-flags.ts')
  globalThis.gc()
}
