/**
 * A TCP relay that delivers everything later, in a process of its own: `relay-process.ts DELAY_MS
 * TARGET`, where TARGET is a port of this machine or the path of a Unix socket. Prints its port.
 */
import { connect, createServer, type Socket } from 'node:net'

const [delayText, target = ''] = process.argv.slice(2)
const delayMs = Number(delayText)

/** A socket whose sender has ended still delivers what is on its way. */
const LATE = { allowHalfOpen: true, noDelay: true }

const server = createServer(LATE, (near) => {
  const place = /^\d+$/.test(target)
    ? { port: Number(target), host: '127.0.0.1' }
    : { path: target }
  const far = connect({ ...LATE, ...place })
  forward(near, far)
  forward(far, near)
})

/** Timers of one delay fire in order. */
function forward(from: Socket, to: Socket): void {
  from.on('data', (chunk) => void setTimeout(() => to.write(chunk), delayMs))
  from.on('end', () => void setTimeout(() => to.end(), delayMs))
  from.on('error', () => to.destroy())
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(typeof address === 'object' ? address?.port : undefined)
})
