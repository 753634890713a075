import { once } from 'node:events'
import type { HostProcess } from './host-process.ts'

/** Leaves the host to the reader until Ctrl+C. */
export async function keepRunning(host: HostProcess): Promise<void> {
  const { url } = host
  console.log(`
The host listens on ${url}; Ctrl+C stops it and removes its database. Try:

  curl -s ${url}/threads/order-1042/history
  curl -s ${url}/threads/mine/messages -d '"my teapot came broken"'
  curl -s ${url}/threads/mine
  curl -s ${url}/threads/mine/approval -d 'true'
  curl -s -X DELETE ${url}/threads/mine
  curl -s ${url}/requests`)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await host.stop()
}
