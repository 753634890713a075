import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { performance } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import { Relay } from '../../../../tools/bench-savers/network/relay.ts'

const DELAY_MS = 30

it('delivers everything in order, later by its delay each way', async () => {
  const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  const address = echo.address()
  const port = typeof address === 'object' ? address?.port : undefined
  await using relay = await Relay.start(DELAY_MS, String(port))
  const socket = connect(relay.port, '127.0.0.1')
  const begunAtMs = performance.now()
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk.toString()
  })
  const sent = Array.from({ length: 200 }, (_, index) => `${index},`)
  for (const part of sent) socket.write(part)
  socket.end()
  await once(socket, 'close')
  expect(text).toBe(sent.join(''))
  expect(performance.now() - begunAtMs).toBeGreaterThanOrEqual(2 * DELAY_MS - 1)
  echo.close()
})
