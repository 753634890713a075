/**
 * Prints how long a large value holds the event loop, by stage: `npx tsx tools/bench-loop.ts
 * [bytes]`. The saver, the Azure SDK and a served local Kusto run in this one process.
 */
import { documentText } from '../load/target/document.ts'
import { KustoSaver } from '../src/index.ts'
import { LocalKusto } from '../src/local/index.ts'
import { loopHolds, type Hold } from './bench-loop/loop-holds.ts'

const documentBytes = Number(process.argv[2] ?? 16_000_000)
const kusto = await LocalKusto.open()
const { url } = await kusto.listen()
const saver = KustoSaver.fromConnString(`${url}/NetDefaultDB`)
await saver.setup({ provision: true })
const text = documentText({ seed: 1, documentBytes })

await measure('a text', 1, text)
await measure('a list of objects', 2, objectsOf(text))
await saver.close()
await kusto.close()

async function measure(kind: string, n: number, state: unknown): Promise<void> {
  const threadId = `thread ${n}`
  const configurable = { thread_id: threadId, checkpoint_ns: '' }
  const id = `1ef4f797-8335-6428-8001-8a1503f9b87${n}`
  const checkpoint = {
    v: 4,
    id,
    ts: new Date().toISOString(),
    channel_values: { state },
    channel_versions: { state: 1 },
    versions_seen: {},
  }
  const metadata = { source: 'loop' as const, step: 1, parents: {} }
  const put = () => saver.put({ configurable }, checkpoint, metadata, { state: 1 })
  print(`put of ${kind}`, await loopHolds(put))
  const getTuple = () => saver.getTuple({ configurable: { ...configurable, checkpoint_id: id } })
  await getTuple()
  print(`getTuple of ${kind}`, await loopHolds(getTuple))
}

function objectsOf(whole: string): unknown[] {
  const length = 2_000
  const count = Math.ceil(whole.length / length)
  return Array.from({ length: count }, (_, at) => ({
    id: at,
    content: whole.slice(at * length, (at + 1) * length),
  }))
}

function print(what: string, holds: readonly Hold[]): void {
  const longest = holds.reduce((most, { ms }) => Math.max(most, ms), 0)
  const sum = new Map<string, number>()
  for (const { byStage } of holds)
    for (const [stage, ms] of byStage) sum.set(stage, (sum.get(stage) ?? 0) + ms)
  console.log(`\n${what}, ${documentBytes} bytes: longest turn ${longest.toFixed(0)} ms`)
  const stages = [...sum].filter(([, ms]) => ms >= 5).toSorted(([, a], [, b]) => b - a)
  for (const [stage, ms] of stages) console.log(`${ms.toFixed(0).padStart(6)} ms  ${stage}`)
}
