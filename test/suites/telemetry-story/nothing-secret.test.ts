import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KustoSaver, type KustoSaverOptions } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { AnsweringServer } from '../../unit/kusto/answering-server.ts'
import { Emissions, type Emission } from './emissions.ts'
import { found, SECRETS, THREAD_MARKER } from './known-secrets.ts'
import { brokenSerializer, misuse, TROUBLE, useSecrets } from './secret-workload.ts'

/*
 * Searches everything that savers emit for known secrets in their state, both in normal work and in
 * every kind of trouble.
 */
const WHERE = ['span', 'metric', 'log', 'error', 'health', 'process'] as const
const DATABASE = 'NetDefaultDB'
const IMPATIENT: KustoSaverOptions = { retries: 0, retryBudgetMs: 0 }

let kusto: LocalKusto
let url: string
let out: Emissions
let all: readonly Emission[]

beforeAll(async () => {
  out = new Emissions()
  kusto = await LocalKusto.open()
  url = (await kusto.listen()).url
  await workWithToken()
  await workWithKey()
  await misuseConnections()
  process.emitWarning('the scan sees warnings')
  // Node emits warnings in the next turn
  await new Promise((resolve) => setImmediate(resolve))
  all = await out.all()
}, 600_000)

afterAll(async () => {
  await out[Symbol.asyncDispose]()
  await kusto.close()
})

function open(options: KustoSaverOptions = {}): KustoSaver {
  return KustoSaver.fromConnString(`${url}/${DATABASE}`, {
    ...IMPATIENT,
    ...out.options,
    ...options,
    auth: { kind: 'accessToken', token: SECRETS.token },
  })
}

async function workWithToken(): Promise<void> {
  const durable = open()
  await durable.setup({ provision: true })
  const buffered = open({ writeMode: 'buffered', retries: 1, retryBudgetMs: 50 })
  const broken = open({ serde: brokenSerializer() })
  for (const saver of [durable, buffered, broken]) await useSecrets(saver, out)
  for (const [, rules] of TROUBLE) {
    kusto.faults.add(...rules)
    for (const saver of [durable, buffered]) await useSecrets(saver, out)
    kusto.faults.clear()
  }
  await misuse(durable, out)
  for (const saver of [durable, buffered, broken]) {
    await out.failing(() => saver.close())
    await useSecrets(saver, out)
  }
}

/** The sign-in service that should issue a token for the key does not exist. */
async function workWithKey(): Promise<void> {
  const server = new AnsweringServer()
  const cluster = await server.listen()
  server.metadata = (response) => response.end(JSON.stringify(cloudAt(cluster)))
  const saver = KustoSaver.fromConnString(
    `Data Source=${cluster};Initial Catalog=${DATABASE};Application Client Id=app;` +
      `Application Key=${SECRETS['application key']};Authority Id=tenant`,
    { ...IMPATIENT, ...out.options },
  )
  await useSecrets(saver, out)
  await out.failing(() => saver.setup())
  await saver.close()
  await server.close()
}

function cloudAt(loginEndpoint: string): object {
  return {
    AzureAD: {
      LoginEndpoint: loginEndpoint,
      LoginMfaRequired: false,
      KustoClientAppId: 'client',
      KustoClientRedirectUri: 'https://127.0.0.1/redirect',
      KustoServiceResourceId: 'https://127.0.0.1/resource',
      FirstPartyAuthorityUrl: loginEndpoint,
    },
  }
}

async function misuseConnections(): Promise<void> {
  const key = SECRETS['application key']
  const { token } = SECRETS
  const texts = [
    `Data Source=${url};Initial Catalog=${DATABASE};Application Key=${key}`,
    `Data Source=${url};Initial Catalog=${DATABASE};AppClientId=app;AppKey=${key};Unheard Of=${key}`,
    `Data Source=${url};Initial Catalog=${DATABASE};Fed=False;AppKey=${key}`,
    `Data Source=http://elsewhere.example;Initial Catalog=${DATABASE};User Token=${token}`,
    `https://user:${key}@elsewhere.example/${DATABASE}`,
    `https://elsewhere.example/${DATABASE}?key=${key}`,
    `Data Source=${url};Initial Catalog=${DATABASE};User Token="${token}`,
  ]
  for (const text of texts) await out.failing(() => KustoSaver.fromConnString(text))
  await out.failing(() =>
    KustoSaver.fromConnString('http://elsewhere.example/Db', withToken(token)),
  )
}

function withToken(token: string): Parameters<typeof KustoSaver.fromConnString>[1] {
  return { auth: { kind: 'accessToken', token } }
}

describe('savers with secrets in every kind of trouble', () => {
  it.each(WHERE)('reveal no secret: %s', (where) => {
    const texts = all.filter((emission) => emission.where === where)
    expect(texts.length).toBeGreaterThan(0)
    const leaks = texts.filter(({ text }) => found(text, SECRETS).length > 0)
    expect(leaks.slice(0, 3).map(({ text }) => text)).toEqual([])
  })

  it('put no thread id on a metric', () => {
    const metrics = all.filter(({ where }) => where === 'metric')
    expect(metrics.filter(({ text }) => text.includes(THREAD_MARKER))).toEqual([])
  })

  it('had secrets to reveal: the state reached the database', async () => {
    const secret = SECRETS['value of a channel']
    const [table] = await kusto.client().query({
      text: `CheckpointBlobs | where value contains "${secret}" | count`,
      parameters: {},
    })
    expect(Number(table?.rows[0]?.[0])).toBeGreaterThan(0)
  })

  it('met every kind of trouble', () => {
    expect(Object.keys(kusto.faults.given).toSorted()).toEqual([
      'cut',
      'lost-acknowledgement',
      'partial-failure',
      'reset',
      'status',
    ])
  })
})

describe('the scan can fail', () => {
  it.each(['span', 'log', 'error'] as const)(
    'finds threads where they are allowed: %s',
    (where) => {
      const texts = all.filter((emission) => emission.where === where).map(({ text }) => text)
      expect(texts.filter((text) => text.includes(THREAD_MARKER)).length).toBeGreaterThan(10)
    },
  )

  it('includes the errors of every kind of trouble', () => {
    const errors = all.filter(({ where }) => where === 'error').map(({ text }) => text)
    for (const code of [
      'INGEST_REJECTED',
      'INGEST_UNAVAILABLE',
      'QUERY_REJECTED',
      'QUERY_UNAVAILABLE',
      'UNSERIALIZABLE',
      'INVALID_CONFIG',
      'INVALID_OPTION',
      'CLOSED',
      'CORRUPT',
    ]) {
      expect(errors.filter((text) => text.includes(code))).not.toEqual([])
    }
  })

  it('finds a secret as plain text and in base64', () => {
    for (const [name, secret] of Object.entries(SECRETS)) {
      for (const before of ['', '{', '{"']) {
        const encoded = Buffer.from(`${before}${secret}"}`).toString('base64')
        expect(found(`x${secret}`, SECRETS)).toEqual([name])
        expect(found(encoded, SECRETS)).toEqual([name])
      }
    }
  })
})
