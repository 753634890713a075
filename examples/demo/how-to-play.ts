import type { HostProcess } from './host-process.ts'

/** Things that a reader can try while the host runs. */
export function sayHowToPlay({ url, metricsUrl }: HostProcess): void {
  console.log(`
The host listens on ${url}; Ctrl+C stops it and removes its database. Try:

  curl -s ${url}/threads/order-1042/history
  curl -s ${url}/threads/mine/messages -d '"my teapot came broken"'
  curl -s ${url}/threads/mine
  curl -s ${url}/threads/mine/approval -d 'true'
  curl -s -X DELETE ${url}/threads/mine
  curl -s ${url}/requests
  curl -s ${url}/healthz
  curl -s ${metricsUrl}`)
}
