import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { dashboardFiles, OUT, ROOT, RULE_FILES } from './generated-out.ts'

/** No container engine runs these files, so the tests check their text. */

const Compose = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string(),
      ports: z.array(z.string()).default([]),
      volumes: z.array(z.string()).default([]),
      depends_on: z.array(z.string()).default([]),
      profiles: z.array(z.string()).default([]),
      command: z.array(z.string()).default([]),
      environment: z.record(z.string(), z.string()).default({}),
      healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
    }),
  ),
  volumes: z.record(z.string(), z.unknown()),
})

const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')
const compose = Compose.parse(parse(text))
const SERVICES = Object.entries(compose.services).map(([name, service]) => ({ name, ...service }))

const Prometheus = z.object({
  rule_files: z.array(z.string()),
  scrape_configs: z.array(
    z.object({
      job_name: z.string(),
      static_configs: z.array(z.object({ targets: z.array(z.string()) })),
    }),
  ),
})
const Sources = z.object({
  datasources: z.array(z.object({ uid: z.string(), type: z.string(), url: z.string() })),
})
const Providers = z.object({
  providers: z.array(
    z.object({ allowUiUpdates: z.boolean(), options: z.object({ path: z.string() }) }),
  ),
})

const prometheus = Prometheus.parse(read('dashboards/compose/prometheus.yml'))
const { datasources } = Sources.parse(
  read('dashboards/compose/grafana/datasources/datasources.yml'),
)
const { providers } = Providers.parse(read('dashboards/compose/grafana/dashboards/dashboards.yml'))

describe.each(SERVICES)('service $name', (service) => {
  it('mounts existing files read-only, and declared volumes', () => {
    const mounts = service.volumes.map((volume) => volume.split(':'))
    for (const [source = '', , mode] of mounts) {
      const isFile = source.startsWith('./')
      expect(isFile ? existsSync(join(ROOT, source)) : source in compose.volumes).toBe(true)
      expect(mode).toBe(isFile ? 'ro' : undefined)
    }
  })

  it('publishes each port once, to this machine only', () => {
    expect(service.ports.filter((port) => !/^127\.0\.0\.1:(\d+):\d+$/.test(port))).toEqual([])
  })

  it('pins the image version and names existing services', () => {
    const isPinned = /:(?!latest$)[\w.-]*\d/.test(service.image)
    // Microsoft gives the emulator no lasting version tags
    expect(isPinned || service.name === 'kusto-emulator').toBe(true)
    expect(service.depends_on.filter((other) => !(other in compose.services))).toEqual([])
  })
})

describe('docker-compose.yml', () => {
  it('publishes no port twice', () => {
    const ports = SERVICES.flatMap((service) => service.ports.map((port) => port.split(':')[1]))
    expect(new Set(ports).size).toBe(ports.length)
  })

  it('starts the emulator and the queue only on request, and the emulator only if its licence is accepted', () => {
    expect(SERVICES.filter(({ profiles }) => profiles.length > 0).map(({ name }) => name)).toEqual([
      'azurite',
      'kusto-emulator',
      'kusto-database',
    ])
    expect(compose.services['kusto-emulator']?.environment).toEqual({
      ACCEPT_EULA: '${ACCEPT_EULA:-}',
    })
    expect(text).toContain('licence forbids benchmarks')
  })

  it('is healthy with the emulator once its persistent database is there', () => {
    const { healthcheck, volumes, depends_on: needs } = compose.services['kusto-database'] ?? {}
    const [kind, program, script = '', , url = ''] = healthcheck?.test ?? []
    expect([kind, program]).toEqual(['CMD', 'node'])
    expect(existsSync(join(ROOT, script.replace('/app/', '')))).toBe(true)
    expect(volumes).toEqual(['./tools:/app/tools:ro'])
    expect(needs).toEqual([new URL(url).hostname])
    const ensuring = readFileSync(join(ROOT, 'tools/emulator/ensure-database.ts'), 'utf8')
    expect(ensuring).toContain(`${targetOf('kusto-emulator', 'kusto-data')}/dbs/`)
  })

  it('starts an existing program on a port that Prometheus scrapes', () => {
    const started = compose.services['agents']?.command.join(' ') ?? ''
    const [program = ''] = /dashboards\/[\w/]+\.ts/.exec(started) ?? []
    const source = readFileSync(join(ROOT, program), 'utf8')
    const targets = prometheus.scrape_configs.flatMap((scrape) =>
      scrape.static_configs.flatMap((config) => config.targets),
    )
    expect(targets).toEqual(['agents:9464'])
    expect(source).toContain('port: 9464')
    expect(compose.services['agents']?.environment['METRICS_HOST']).toBe('0.0.0.0')
  })

  it('mounts the committed rules and dashboards', () => {
    expect(targetOf('prometheus', './dashboards/out/rules')).toBe(folder(prometheus.rule_files[0]))
    expect(targetOf('grafana', './dashboards/out')).toBe(providers[0]?.options.path)
    expect(providers[0]?.allowUiUpdates).toBe(false)
    expect(RULE_FILES.every((path) => statSync(path).size > 0)).toBe(true)
    expect(statSync(OUT).isDirectory()).toBe(true)
  })

  it('has data sources with the uids that dashboards use, at existing services', () => {
    expect(datasources.map(({ uid }) => uid)).toEqual(['prometheus', 'tempo'])
    const hosts = datasources.map(({ url }) => new URL(url).hostname)
    expect(hosts.filter((host) => !(host in compose.services))).toEqual([])
    const linked = dashboardFiles().flatMap(({ templating }) =>
      templating.list.filter(({ name }) => name === 'tempo').map(({ query }) => query),
    )
    expect(new Set(linked)).toEqual(new Set(['tempo']))
  })

  it("sends traces to Tempo's port", () => {
    const tempo = readFileSync(join(ROOT, 'dashboards/compose/tempo.yml'), 'utf8')
    const endpoint = new URL(compose.services['agents']?.environment['OTLP_ENDPOINT'] ?? '')
    expect(endpoint.hostname).toBe('tempo')
    expect(tempo).toContain(`0.0.0.0:${endpoint.port}`)
  })
})

function read(path: string): unknown {
  return parse(readFileSync(join(ROOT, path), 'utf8'))
}

function targetOf(service: string, source: string): string | undefined {
  const mounts = compose.services[service]?.volumes.map((volume) => volume.split(':')) ?? []
  return mounts.find(([from]) => from === source)?.[1]
}

function folder(glob = ''): string {
  return glob.slice(0, glob.lastIndexOf('/'))
}
