import { describe, expect, it } from 'vitest'
import type { SinkOptions } from '../../src/ingest/sink-options.ts'
import {
  resolveEndpoint,
  type KustoEndpointOptions,
} from '../../src/kusto/connection/kusto-endpoint.ts'
import { KustoSaver } from '../../src/kusto-saver.ts'
import type { HealthCheckOptions } from '../../src/health/health-report.ts'
import type { KustoClient } from '../../src/kusto/kusto-client.ts'
import { clientClock, type ClientClockSettings } from '../../src/local/clock/client-clock.ts'
import { VirtualClock, type VirtualClockOptions } from '../../src/local/clock/virtual-clock.ts'
import type { EmulationSettings } from '../../src/local/emulation/presets/emulation-settings.ts'
import {
  worstKusto,
  type WorstKustoOptions,
} from '../../src/local/emulation/presets/worst-kusto.ts'
import {
  LocalKusto,
  type ListenOptions,
  type LocalKustoOptions,
} from '../../src/local/local-kusto.ts'
import type { StorageOptions } from '../../src/local/queued/storage/storage-options.ts'
import { OPTIONS, type OptionTypes } from '../../src/option-types.generated.ts'
import type { KustoSaverOptions, KustoSaverParams } from '../../src/options.ts'
import type { SetUpOptions } from '../../src/provision/set-up.ts'
import type { SpoolOptions } from '../../src/spool/spool-options.ts'
import {
  resolveStartOptions,
  type StartTelemetryOptions,
} from '../../src/telemetry/sdk/start-options.ts'
import {
  startTelemetry,
  type OtlpOptions,
  type PrometheusOptions,
} from '../../src/telemetry/sdk/start-telemetry.ts'
import type { TelemetryOptions, TelemetrySettings } from '../../src/telemetry/telemetry-options.ts'

const ADDRESS = 'http://127.0.0.1:1/Agents'

/** As a caller without types passes them. */
function saverWith(options: Readonly<Record<string, unknown>>): KustoSaver {
  return KustoSaver.fromConnString(ADDRESS, { ...options })
}

/** As a caller without types passes them. */
function untyped(options: object): object {
  return options
}

describe('options of a saver', () => {
  it('refuses a misspelt name and suggests the right one', () => {
    expect(() => saverWith({ retentionsDays: 3 })).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message:
          'KustoSaver.fromConnString() has no option `retentionsDays`. Did you mean `retentionDays`?',
      }),
    )
  })

  it('lists the names when none is near', () => {
    expect(() => saverWith({ colour: 'red' })).toThrow(
      /has no option `colour`\. Its options are `serde`, `encryption`, `maxChunkBytes`, .*`database`, `auth`/,
    )
  })

  it('refuses a misspelt name in the constructor', async () => {
    await using kusto = await LocalKusto.open()
    const params = { client: kusto.client(), writemode: 'buffered' }
    expect(() => new KustoSaver(params)).toThrow(
      'new KustoSaver() has no option `writemode`. Did you mean `writeMode`?',
    )
  })

  it('refuses misspelt names in `spool` and `telemetry`', () => {
    const spool = { path: '/tmp/spool', closeTimeoutMS: 1 }
    expect(() => saverWith({ writeMode: 'spooled', spool })).toThrow(
      "`writeMode: 'spooled'` has no option `spool.closeTimeoutMS`. Did you mean `spool.closeTimeoutMs`?",
    )
    expect(() => saverWith({ telemetry: { lagProbeMs: 1 } })).toThrow(
      /has no option `telemetry\.lagProbeMs`/,
    )
  })

  it.each([
    [{ retentionDays: '30' }, "Expected `retentionDays` to be a number, got the string '30'"],
    [{ retentionDays: null }, 'Expected `retentionDays` to be a number, got `null`'],
    [{ batchSize: true }, 'Expected `batchSize` to be a number, got `true`'],
    [
      { flushImmediately: 'no' },
      "Expected `flushImmediately` to be true or false, got the string 'no'",
    ],
    [
      { spool: '/tmp', writeMode: 'spooled' },
      "Expected `spool` to be an object, got the string '/tmp'",
    ],
    [{ telemetry: true }, 'Expected `telemetry` to be an object, got `true`'],
    [
      { logger: {} },
      'Expected `logger` to be an object with the method trace(), got an object without it',
    ],
    [
      { serde: 'json' },
      "Expected `serde` to be an object with the method dumpsTyped(), got the string 'json'",
    ],
    [
      { tracerProvider: {} },
      'Expected `tracerProvider` to be an object with the method getTracer(), got an object without it',
    ],
    [{ writeMode: 1 }, "Expected `writeMode` to be 'durable', 'buffered' or 'spooled', got `1`"],
    [{ database: 7 }, 'Expected `database` to be a string, got `7`'],
  ])('shows the value and the expected type: %o', (options, message) => {
    expect(() => saverWith(options)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message }),
    )
  })

  it('ignores options that are undefined', async () => {
    await using saver = saverWith({ retentionDays: undefined, spool: undefined })
    expect(saver).toBeInstanceOf(KustoSaver)
  })
})

describe('other options', () => {
  it('sends options of the saver in the first argument to the second', () => {
    const source = { clusterUri: 'http://127.0.0.1:1', database: 'Agents', retentionDays: 3 }
    expect(() => resolveEndpoint(source)).toThrow(
      /A connection has no option `retentionDays`\..* go into the second argument of KustoSaver\.fromConnString\(\)/,
    )
  })

  it('refuses a field of `auth` that its kind does not have, without its value', () => {
    const auth = { kind: 'managedIdentity', clientID: 'id-1' } as const
    expect(() => resolveEndpoint({ clusterUri: ADDRESS, auth })).toThrow(
      "`auth` of kind 'managedIdentity' has no field `clientID`. Did you mean `clientId`?",
    )
    const typo = { kind: 'appkey', clientId: 'id-1', key: 'sEcret' }
    expect(() => saverWith({ auth: typo })).toThrow(
      "Expected `auth.kind` to be one of none, default, azureCli, managedIdentity, credential, accessToken, tokenProvider, appKey, appCertificate, deviceCode, userPrompt, userPassword, got the string 'appkey'",
    )
  })

  it('refuses a value of another type in setup() and healthCheck()', async () => {
    await using kusto = await LocalKusto.open()
    await using saver = new KustoSaver({ client: kusto.client() })
    await expect(saver.setup(untyped({ provision: 'yes' }))).rejects.toThrow(
      "Expected `provision` to be true or false, got the string 'yes'",
    )
    await expect(saver.healthCheck(untyped({ timeoutMs: '5s' }))).rejects.toThrow(
      "Expected `timeoutMs` to be a number, got the string '5s'",
    )
  })

  it('refuses misspelt options in `prometheus` of startTelemetry()', () => {
    expect(() =>
      resolveStartOptions({ serviceName: 'a', ...untyped({ prometheus: { prot: 1 } }) }),
    ).toThrow('startTelemetry() has no option `prometheus.prot`. Did you mean `prometheus.port`?')
  })
})

interface Opened {
  readonly kusto: LocalKusto
  readonly client: KustoClient
  readonly saver: KustoSaver
}

type Call = (opened: Opened, options: object) => unknown

/**
 * Every public call that takes options, with a misspelt one and the right one. The options of
 * LangGraph's own methods are LangGraph's.
 */
const CALLS: readonly (readonly [string, string, string, Call])[] = [
  [
    'new KustoSaver()',
    'writemode',
    'writeMode',
    ({ client }, options) => new KustoSaver({ client, ...options }),
  ],
  [
    'KustoSaver.fromConnString()',
    'databse',
    'database',
    (_, options) => KustoSaver.fromConnString(ADDRESS, options),
  ],
  ['setup()', 'provsion', 'provision', ({ saver }, options) => saver.setup(options)],
  ['healthCheck()', 'timeoutMS', 'timeoutMs', ({ saver }, options) => saver.healthCheck(options)],
  [
    'importThread()',
    'threadid',
    'threadId',
    ({ saver }, options) => saver.importThread([], options),
  ],
  [
    'importFrom()',
    'concurency',
    'concurrency',
    ({ saver }, options) => saver.importFrom(saver, options),
  ],
  ['LocalKusto.open()', 'paht', 'path', (_, options) => LocalKusto.open(options)],
  ['listen()', 'prot', 'port', ({ kusto }, options) => kusto.listen(options)],
  ['client()', 'databse', 'database', ({ kusto }, options) => kusto.client(options)],
  [
    'materialize()',
    'databse',
    'database',
    ({ kusto }, options) => kusto.materialize(undefined, options),
  ],
  ['emulate()', 'delay', 'delays', ({ kusto }, options) => kusto.emulate(options)],
  [
    'new VirtualClock()',
    'moveForRequests',
    'movesForRequests',
    (_, options) => new VirtualClock(0, options),
  ],
  ['clientClock()', 'offsetMS', 'offsetMs', (_, options) => clientClock(() => 0, options)],
  ['worstKusto()', 'timescale', 'timeScale', (_, options) => worstKusto(1, options)],
  ['startTelemetry()', 'servicename', 'serviceName', (_, options) => startTelemetry(options)],
]

it.each(CALLS)('%s refuses the option `%s` and suggests `%s`', async (of, misspelt, name, call) => {
  await using kusto = await LocalKusto.open()
  const client = kusto.client()
  await using saver = new KustoSaver({ client })
  const answer = async (): Promise<unknown> => call({ kusto, client, saver }, { [misspelt]: 1 })
  await expect(answer()).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    message: `${of} has no option \`${misspelt}\`. Did you mean \`${name}\`?`,
  })
})

/** A type error here means that an option lacks a comment, by which the generator finds it. */
type NamesOf<T> = Record<keyof T, OptionTypes[string]>
type OwnOf<T, Base> = NamesOf<Omit<T, keyof Base>>

it('knows every option that the types have', () => {
  const known = [
    OPTIONS.KustoSaverOptions satisfies OwnOf<KustoSaverOptions, SinkOptions & TelemetryOptions>,
    OPTIONS.KustoSaverParams satisfies OwnOf<KustoSaverParams, KustoSaverOptions>,
    OPTIONS.SinkOptions satisfies NamesOf<SinkOptions>,
    OPTIONS.SpoolOptions satisfies NamesOf<SpoolOptions>,
    OPTIONS.TelemetryOptions satisfies NamesOf<TelemetryOptions>,
    OPTIONS.TelemetrySettings satisfies NamesOf<TelemetrySettings>,
    OPTIONS.KustoEndpointOptions satisfies NamesOf<KustoEndpointOptions>,
    {
      ...OPTIONS.SetUpOptions,
      ...OPTIONS.ProvisionOptions,
      ...OPTIONS.CheckSchemaOptions,
    } satisfies NamesOf<SetUpOptions>,
    OPTIONS.HealthCheckOptions satisfies NamesOf<HealthCheckOptions>,
    OPTIONS.LocalKustoOptions satisfies NamesOf<LocalKustoOptions>,
    OPTIONS.EmulationSettings satisfies NamesOf<EmulationSettings>,
    OPTIONS.WorstKustoOptions satisfies NamesOf<WorstKustoOptions>,
    OPTIONS.VirtualClockOptions satisfies NamesOf<VirtualClockOptions>,
    OPTIONS.ClientClockSettings satisfies NamesOf<ClientClockSettings>,
    OPTIONS.ListenOptions satisfies NamesOf<ListenOptions>,
    OPTIONS.StorageOptions satisfies NamesOf<StorageOptions>,
    OPTIONS.PrometheusOptions satisfies NamesOf<PrometheusOptions>,
    OPTIONS.OtlpOptions satisfies NamesOf<OtlpOptions>,
    OPTIONS.StartTelemetryOptions satisfies NamesOf<StartTelemetryOptions>,
  ]
  expect(known.every((table) => Object.keys(table).length > 0)).toBe(true)
})
