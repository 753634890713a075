/**
 * A separate process: a file-backed local Kusto behind HTTP. It warms up first, so that the
 * successor of a killed server only needs to open the file.
 */
import { LocalKusto, type LocalServer } from '../../../../src/local/index.ts'
import { worstKusto } from '../../../../src/local/emulation/presets/worst-kusto.ts'
import { ArrivedRequests } from './arrived-requests.ts'
import type { ServerAnswer, ServerOrder, WorstChoice } from './messages.ts'

let kusto: LocalKusto | undefined
const arrived = new ArrivedRequests(() => kusto?.requests ?? [])
const servers = new Map<number, LocalServer>()

/** V8 compiles parser and translator at first use. */
async function warmUp(): Promise<void> {
  const warm = await LocalKusto.open()
  await warm.client().query({ text: 'print 1', parameters: {} })
  await warm.close()
}

async function listen(port: number): Promise<number> {
  if (kusto === undefined) throw new Error('No file was opened')
  const server = await kusto.listen({ port })
  const taken = Number(new URL(server.url).port)
  servers.set(taken, server)
  return taken
}

function emulate({ seed, timeScale }: WorstChoice): void {
  kusto?.emulate(worstKusto(seed, { timeScale }))
}

async function obey(order: ServerOrder): Promise<ServerAnswer> {
  if (order.type === 'open') {
    kusto = await LocalKusto.open({ path: order.path })
    if (order.worst !== null) emulate(order.worst)
    const ports: number[] = []
    for (const port of order.ports) ports.push(await listen(port))
    return { type: 'listening', ports }
  }
  if (order.type === 'emulate') {
    emulate(order.worst)
    return { type: 'emulating' }
  }
  await servers.get(order.port)?.close()
  await arrived.ended()
  await listen(order.port)
  return { type: 'drained', port: order.port }
}

function answer(message: ServerAnswer): void {
  process.send?.(message)
}

process.on('disconnect', () => process.exit())
process.on('message', (order: ServerOrder) => {
  void obey(order).then(answer)
})
await warmUp()
answer({ type: 'warm' })
