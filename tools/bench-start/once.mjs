/**
 * Measures one start in a separate process. Prints its cost beyond LangGraph's own checkpoint
 * package: first cold, then for further engines in the same process.
 */
await import('@langchain/langgraph-checkpoint')

const WARM_UPS = 20
const [loadParser] = process.argv.slice(2).map((text) => text === 'parser')
const MEGABYTE = 2 ** 20

const residentBefore = residentBytes()
const cpuBefore = process.cpuUsage()
const { KustoSaver } = await import('../../dist/index.js')
const { LocalKusto } = await import('../../dist/local.js')
const first = await start()
const coldMs = cpuMs(cpuBefore)
const residentMb = (residentBytes() - residentBefore) / MEGABYTE
await first.end()

const warm = []
for (let round = 0; round < WARM_UPS; round += 1) {
  const before = process.cpuUsage()
  const again = await start()
  warm.push(cpuMs(before))
  await again.end()
}
console.log(
  JSON.stringify({ coldMs, warmMs: warm.toSorted((a, b) => a - b)[WARM_UPS / 2], residentMb }),
)

async function start() {
  const kusto = await LocalKusto.open({ loadParser })
  const saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  await saver.getTuple({ configurable: { thread_id: 'first' } })
  return {
    async end() {
      await saver.end()
      await kusto.close()
    },
  }
}

function cpuMs(before) {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function residentBytes() {
  globalThis.gc()
  return process.memoryUsage.rss()
}
