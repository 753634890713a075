import { refundGraph } from '../../../examples/demo/graph.ts'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { putStep } from './demo-load.ts'

const DAY_MS = 86_400_000
const HOURS_OF_WORK = [8, 12, 16]

/** A local Kusto whose clock passed through the previous six days, with agents at work on each. */
export async function kustoWithPastWeek(): Promise<LocalKusto> {
  let pastMs: number | undefined
  const clock = (): number =>
    pastMs === undefined ? Date.now() : pastMs + 1_000 + Math.random() * 2_000
  const kusto = await LocalKusto.open({ clock })
  const saver = new KustoSaver({ client: kusto.client(), nowMs: () => pastMs ?? Date.now() })
  const midnightMs = Math.floor(Date.now() / DAY_MS) * DAY_MS
  for (let day = -6; day < 0; day += 1) {
    for (const hour of HOURS_OF_WORK) {
      pastMs = midnightMs + day * DAY_MS + hour * 3_600_000
      if (day === -6 && hour === HOURS_OF_WORK[0]) await saver.setup({ provision: true })
      await workOfAnHour(saver, `${day + 7}-${hour}`, 1 + ((hour * 5 + day * 3) & 3))
    }
  }
  await saver.close()
  pastMs = undefined
  return kusto
}

async function workOfAnHour(saver: KustoSaver, name: string, customers: number): Promise<void> {
  for (let customer = 0; customer < customers; customer += 1) {
    const graph = refundGraph({ checkpointer: saver, policyDelayMs: 0, onRun: () => undefined })
    const config = { configurable: { thread_id: `order-${name}-${customer}` } }
    await graph.invoke({ messages: ['user: my teapot came broken'] }, config)
  }
  await putStep(saver, `report-${name}`, 1, 'lorem ipsum '.repeat(customers * 8_000))
}
