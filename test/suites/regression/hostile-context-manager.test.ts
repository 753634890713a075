import { context, ROOT_CONTEXT, type Context, type ContextManager } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KustoSaver, traceMixin } from '../../../src/index.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { openMetrics, type TestMetrics } from '../../support/otel.ts'
import { openProvisionedKusto } from '../../support/provisioned-kusto.ts'

const CONFIG = { configurable: { thread_id: 'context', checkpoint_ns: '' } }

let kusto: LocalKusto
let metrics: TestMetrics

beforeEach(async () => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  metrics = openMetrics()
  kusto = await openProvisionedKusto()
})

afterEach(async () => {
  context.disable()
  vi.restoreAllMocks()
  await metrics.shutdown()
  await kusto.close()
})

type With = (work: () => unknown) => unknown

/** A context manager as a broken instrumentation may install it. */
function install(broken: { active?: () => unknown; with?: With }): void {
  const manager = {
    active: broken.active ?? ((): Context => ROOT_CONTEXT),
    with: (_: Context, work: () => unknown): unknown => (broken.with ?? ((fn) => fn()))(work),
    bind: (_: Context, target: unknown): unknown => target,
    enable: (): unknown => manager,
    disable: (): unknown => manager,
  }
  if (isManager(manager)) context.setGlobalContextManager(manager)
}

function isManager(value: unknown): value is ContextManager {
  return typeof value === 'object'
}

async function useSaver(): Promise<number> {
  await using saver = new KustoSaver({
    client: kusto.client(),
    meterProvider: metrics.provider,
    // requests are counted, so that none may depend on time
    telemetry: { lagProbeIntervalMs: 0 },
  })
  const before = kusto.requests.length
  const next = await saver.put(CONFIG, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
  expect(next).toEqual({ configurable: { ...CONFIG.configurable, checkpoint_id: idOf(1) } })
  await saver.putWrites(next, [['a', 1]], 'task')
  expect((await saver.getTuple(CONFIG))?.pendingWrites).toEqual([['task', 'a', 1]])
  expect((await saver.list(CONFIG).next()).value?.checkpoint.id).toBe(idOf(1))
  traceMixin()
  return kusto.requests.length - before
}

const refuse = (): never => {
  throw new Error('broken')
}
const hostile = (): never => {
  throw Object.create(Error.prototype, { constructor: { get: refuse }, name: { get: refuse } })
}

describe('calls, metrics and traceMixin() work, and each request is sent once, if', () => {
  it.each<readonly [string, Parameters<typeof install>[0]]>([
    ['active() throws', { active: refuse }],
    ['active() throws an error without a class', { active: hostile }],
    ['active() returns undefined', { active: () => undefined }],
    ['active() returns a context without spans', { active: () => ({ getValue: () => null }) }],
    ['active() returns a context whose span breaks', { active: () => ({ getValue: () => 7 }) }],
    ['with() returns nothing and calls nothing', { with: () => undefined }],
    ['with() returns nothing', { with: (work) => void work() }],
    ['with() calls twice', { with: (work) => (work(), work()) }],
    ['with() calls later', { with: (work) => void setImmediate(work) }],
    ['with() calls, then throws', { with: (work) => (work(), refuse()) }],
    ['with() hangs', { with: () => new Promise(() => undefined) }],
    ['with() rejects later', { with: async () => refuse() }],
  ])('%s', async (_, broken) => {
    const usual = await useSaver()
    await purge()
    install(broken)
    expect(await useSaver()).toBe(usual)
  })
})

async function purge(): Promise<void> {
  await using saver = new KustoSaver({ client: kusto.client() })
  await saver.deleteThread('context')
}
