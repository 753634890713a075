/**
 * A separate process: takes one step of the asking graph on a file-backed Kusto, and prints the
 * state as JSON.
 */
import { KustoSaver } from '../../../../src/index.ts'
import { LocalKusto } from '../../../../src/local/index.ts'
import { ASKING_THREAD, askingGraph, takeStep, type Step } from '../asking-graph.ts'
import { stateOf } from '../snapshots.ts'

const STEPS: readonly Step[] = ['start', 'name', 'age', 'both']

async function main(path: string, wanted: string): Promise<void> {
  const step = STEPS.find((known) => known === wanted)
  if (step === undefined) throw new Error(`no step named ${wanted}`)
  const kusto = await LocalKusto.open({ path })
  const saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: step === 'start' })
  const graph = askingGraph(saver)
  await takeStep(graph, step)
  process.stdout.write(`${JSON.stringify(await stateOf(graph, ASKING_THREAD))}\n`)
  await saver.end()
  await kusto.close()
}

await main(process.argv[2] ?? '', process.argv[3] ?? '')
