import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { metrics, trace, type TracerProvider } from '@opentelemetry/api'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { load } from '../../../../src/telemetry/sdk/load-sdk.ts'
import {
  startTelemetry,
  type RunningTelemetry,
  type StartTelemetryOptions,
} from '../../../../src/telemetry/sdk/start-telemetry.ts'

const running: RunningTelemetry[] = []

async function start(options: Partial<StartTelemetryOptions> = {}): Promise<RunningTelemetry> {
  const telemetry = await startTelemetry({
    serviceName: 'agents',
    prometheus: { port: 0 },
    ...options,
  })
  running.push(telemetry)
  return telemetry
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((telemetry) => telemetry.shutdown()))
  vi.unstubAllEnvs()
})

async function scrape({ url }: RunningTelemetry): Promise<string> {
  const response = await fetch(url)
  expect(response.status).toBe(200)
  return response.text()
}

function valueOf(page: string, metric: string): number {
  return Number(new RegExp(`^${metric}(?:\\{.*\\})? (\\S+)$`, 'm').exec(page)?.[1])
}

function portOf({ url }: RunningTelemetry): number {
  return Number(new URL(url).port)
}

describe('the metrics page', () => {
  it('shows a counter under the name of the service', async () => {
    const telemetry = await start()
    metrics.getMeter('test').createCounter('eggs').add(3, { colour: 'brown' })
    const page = await scrape(telemetry)
    expect(page).toMatch(/^eggs_total\{.*colour="brown".*\} 3$/m)
    expect(page).toMatch(/^target_info\{.*service_name="agents".*\} 1$/m)
  })

  it('has the resource of the environment, and its name of the service without a given one', async () => {
    vi.stubEnv('OTEL_SERVICE_NAME', 'from-environment')
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=staging')
    const named = await startTelemetry({ prometheus: { port: 0 } })
    running.push(named)
    const page = await scrape(named)
    expect(page).toMatch(/^target_info\{.*deployment_environment_name="staging".*\} 1$/m)
    expect(page).toMatch(/^target_info\{.*service_name="from-environment".*\} 1$/m)
    await named.shutdown()
    expect(await scrape(await start())).toMatch(/^target_info\{.*service_name="agents".*\} 1$/m)
  })

  it('needs a name of the service from somewhere', async () => {
    vi.stubEnv('OTEL_SERVICE_NAME', '')
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'service.namespace=agents')
    await expect(startTelemetry({ prometheus: { port: 0 } })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining('OTEL_SERVICE_NAME') as unknown,
    })
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'team=a,service.name=agents-7')
    const named = await startTelemetry({ prometheus: { port: 0 } })
    running.push(named)
    expect(await scrape(named)).toMatch(/^target_info\{.*service_name="agents-7".*\} 1$/m)
  })

  it('comes from the SDK version under test', async () => {
    const major = process.env['TELEMETRY_SDK_MAJOR'] ?? '2'
    expect(await scrape(await start())).toContain(`telemetry_sdk_version="${major}.`)
  })

  it('is on loopback by default', async () => {
    const { url } = await start()
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
  })

  it('returns a working address for IPv6 too', async () => {
    const telemetry = await start({ prometheus: { host: '::1', port: 0 } })
    expect(telemetry.url).toMatch(/^http:\/\/\[::1\]:\d+\/metrics$/)
    expect(await scrape(telemetry)).toContain('target_info')
  })

  it('reveals nothing about the command line or the machine', async () => {
    const page = await scrape(await start())
    expect(page).not.toMatch(/process_(?!memory_usage)|host_name/)
  })

  it('shows an event loop that is blocked, until the next scrape, and the memory', async () => {
    const telemetry = await start()
    const maxDelay = async () => valueOf(await scrape(telemetry), 'nodejs_eventloop_delay_max')
    // Node measures from one sample to the next: a block before the first one leaves no trace
    const maxDelayAfterBlock = async () => {
      await setTimeout(50)
      const untilMs = performance.now() + 200
      while (performance.now() < untilMs);
      await setTimeout(50)
      return maxDelay()
    }
    await expect.poll(maxDelayAfterBlock, { timeout: 10_000 }).toBeGreaterThan(0.1)
    await expect.poll(maxDelay, { timeout: 10_000 }).toBeLessThan(0.1)
    expect(valueOf(await scrape(telemetry), 'process_memory_usage')).toBeGreaterThan(1e6)
  })

  it('is the only page', async () => {
    const { url } = await start()
    expect((await fetch(new URL('/', url))).status).toBe(404)
    expect((await fetch(new URL('/metricsandmore', url))).status).toBe(404)
    expect((await fetch(`${url}?name[]=eggs`)).status).toBe(200)
  })

  it('exists but is empty when OpenTelemetry is disabled by its environment variable', async () => {
    vi.stubEnv('OTEL_SDK_DISABLED', 'true')
    const telemetry = await start()
    metrics.getMeter('test').createCounter('eggs').add(1)
    expect(await scrape(telemetry)).not.toContain('eggs')
  })
})

describe('shutdown', () => {
  it('frees the port', async () => {
    const first = await start()
    await first.shutdown()
    await expect(fetch(first.url)).rejects.toThrow()
    const second = await start({ prometheus: { port: portOf(first) } })
    metrics.getMeter('test').createCounter('hens').add(1)
    expect(await scrape(second)).toMatch(/^hens_total\{.*\} 1$/m)
  })

  it('can be called twice, and by `await using`', async () => {
    let url: string
    {
      await using telemetry = await start()
      ;({ url } = telemetry)
      await Promise.all([telemetry.shutdown(), telemetry.shutdown()])
    }
    await expect(fetch(url)).rejects.toThrow()
  })

  it('does not wait for a client that never ends its request', async () => {
    const telemetry = await start()
    const socket = connect(portOf(telemetry), '127.0.0.1')
    await once(socket, 'connect')
    socket.write('GET /metrics HTTP/1.1\r\n')
    socket.on('error', () => undefined)
    const closed = once(socket, 'close')
    await telemetry.shutdown()
    await closed
    expect(socket.destroyed).toBe(true)
  })
})

describe('invalid setups', () => {
  it('names the port that is in use, and does not change OpenTelemetry', async () => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const port = portOfServer(server)
    const before = metrics.getMeterProvider()
    await expect(start({ prometheus: { port } })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: `Cannot open the metrics page: port ${port} of 127.0.0.1 is in use by another program (EADDRINUSE). Set another \`prometheus.port\`, or 0 for a free one.`,
    })
    expect(metrics.getMeterProvider()).toBe(before)
    server.close()
  })

  it('rejects a second setup, keeps the first and frees the port of the second', async () => {
    const first = await start()
    await expect(start()).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringMatching(/^OpenTelemetry is already set up in this process/) as unknown,
    })
    metrics.getMeter('test').createCounter('geese').add(1)
    expect(await scrape(first)).toContain('geese_total')
  })

  it.each([
    [{ serviceName: '' }, 'serviceName'],
    [{ prometheus: { host: '' } }, 'prometheus.host'],
    [{ prometheus: { port: 65_536 } }, 'prometheus.port'],
    [{ prometheus: { port: 1.5 } }, 'prometheus.port'],
    [{ otlp: { endpoint: 'localhost:4318' } }, 'otlp.endpoint'],
    [{ otlp: { endpoint: 'http://' } }, 'otlp.endpoint'],
  ])('rejects %j', async (options, name) => {
    await expect(start(options)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining(`\`${name}\``) as unknown,
    })
  })

  it('names the command that installs a missing package', async () => {
    const name = '@opentelemetry/sdk-node-that-is-not-there'
    await expect(load(name, () => import(name) as Promise<unknown>)).rejects.toMatchObject({
      code: 'MISSING_PACKAGE',
      message: expect.stringContaining(
        `npm install ${name}@~0.223.0 @opentelemetry/sdk-node@~0.223.0 @opentelemetry/exporter-prometheus@~0.223.0`,
      ) as unknown,
    })
  })

  it('does not report a package as missing that fails to load', async () => {
    const broken = new Error('no such export')
    await expect(load('@opentelemetry/sdk-node', () => Promise.reject(broken))).rejects.toBe(broken)
  })
})

describe('traces', () => {
  it('go only to the given OTLP receiver, and so do metrics if wanted', async () => {
    const seen: string[] = []
    const receiver = createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`)
      request.resume()
      request.on('end', () => response.end())
    })
    receiver.listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    const endpoint = `http://127.0.0.1:${portOfServer(receiver)}/`
    const telemetry = await start({ otlp: { endpoint } })
    trace.getTracer('test').startSpan('hatch').end()
    await telemetry.shutdown()
    expect(seen.splice(0)).toEqual(['POST /v1/traces'])
    const both = await start({ otlp: { endpoint, metrics: true } })
    metrics.getMeter('test').createCounter('eggs').add(1)
    expect(await scrape(both)).toContain('eggs_total')
    await both.shutdown()
    receiver.close()
    expect(seen).toEqual(['POST /v1/metrics'])
  })

  it('that cannot be exported do not fail the shutdown nor the next start', async () => {
    const nowhere = await freePort()
    const warnings: Error[] = []
    const onWarning = (warning: Error): void => void warnings.push(warning)
    process.on('warning', onWarning)
    const telemetry = await start({ otlp: { endpoint: `http://127.0.0.1:${nowhere}` } })
    trace.getTracer('test').startSpan('hatch').end()
    await telemetry.shutdown()
    process.off('warning', onWarning)
    // not every SDK version reports that it could not send
    for (const { message } of warnings) {
      expect(message).toMatch(
        /^OpenTelemetry could not export the last telemetry at shutdown \(\w+\)/,
      )
    }
    const next = await start()
    metrics.getMeter('test').createCounter('ducks').add(1)
    expect(await scrape(next)).toContain('ducks_total')
  }, 30_000)

  it('of an application with its own setup are not changed', async () => {
    const started: string[] = []
    const own: TracerProvider = {
      getTracer: () => ({
        startSpan: (name) => {
          started.push(name)
          return trace.wrapSpanContext(NO_SPAN)
        },
        startActiveSpan: () => {
          throw new Error('not used')
        },
      }),
    }
    trace.setGlobalTracerProvider(own)
    const before = metrics.getMeterProvider()
    await expect(start({ otlp: { endpoint: 'http://127.0.0.1:4318' } })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringMatching(/traces .* already.*Leave `otlp` out/) as unknown,
    })
    expect(metrics.getMeterProvider()).toBe(before)
    const withoutTraces = await start()
    trace.getTracer('test').startSpan('while it runs').end()
    await withoutTraces.shutdown()
    trace.getTracer('test').startSpan('afterwards').end()
    trace.disable()
    expect(started).toEqual(['while it runs', 'afterwards'])
  })

  it('are not created without a receiver', async () => {
    await start()
    const span = trace.getTracer('test').startSpan('hatch')
    expect(span.isRecording()).toBe(false)
  })
})

const NO_SPAN = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 }

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOfServer(server)
  server.close()
  await once(server, 'close')
  return port
}

function portOfServer(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return address.port
}
