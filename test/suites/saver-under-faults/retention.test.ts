import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver, type KustoSaverParams } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const DAY_MS = 24 * 3_600_000
const RETENTION_DAYS = 90
/**
 * A value is stored again once it is a third of the retention old, so a checkpoint this young has
 * all of its values.
 */
const SURE_DAYS = 60
const THREAD = 'a thread for years'

let clock: VirtualClock
let kusto: LocalKusto
const savers: KustoSaver[] = []

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  await newSaver().setup({ provision: true })
})

afterEach(async () => {
  await Promise.all(savers.splice(0).map((saver) => saver.end()))
  await kusto.close()
})

/** A new process on the same clock: it reads everything from Kusto. */
function newSaver(options: Pick<KustoSaverParams, 'nowMs' | 'retentionDays'> = {}): KustoSaver {
  const saver = new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs(), ...options })
  savers.push(saver)
  return saver
}

function configOf(day?: number) {
  const id = day === undefined || day === 0 ? {} : { checkpoint_id: idOf(day) }
  return { configurable: { thread_id: THREAD, checkpoint_ns: '', ...id } }
}

/** One channel never changes, one does every fifty days, one each day. */
function stateOf(day: number) {
  const versions = { fixed: 1, slow: 1 + Math.floor(day / 50), daily: day }
  const values = { fixed: 'since day 1', slow: `slow ${versions.slow}`, daily: { day } }
  return { versions, values }
}

async function putDay(saver: KustoSaver, day: number): Promise<void> {
  const { versions, values } = stateOf(day)
  const before = day === 1 ? undefined : stateOf(day - 1).versions
  const changed = Object.entries(versions).filter(([channel, version]) =>
    Object.entries(before ?? {}).every(([c, v]) => c !== channel || v !== version),
  )
  const checkpoint = checkpointOf(day, values, versions)
  await saver.put(configOf(day - 1), checkpoint, metadataOf(day), Object.fromEntries(changed))
}

/** The values of a checkpoint, or the error code of reading it. */
async function read(saver: KustoSaver, day?: number): Promise<unknown> {
  try {
    return (await saver.getTuple(configOf(day)))?.checkpoint.channel_values
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error
  }
}

/** Allowed results of reading a day's checkpoint: all of its values or none, never some. */
function possibleOutcomes(day: number, { atDay }: { readonly atDay: number }): unknown[] {
  const whole = stateOf(day).values
  const age = atDay - day
  if (age <= SURE_DAYS) return [whole]
  return age < RETENTION_DAYS ? [whole, 'STATE_EXPIRED'] : [undefined]
}

describe('90 days of retention', () => {
  it('never tear a thread that is used for 200 days', async () => {
    let writer = newSaver()
    for (let day = 1; day <= 200; day++) {
      // sometimes restarted, so that it forgets what it has read and written
      if (day % 7 === 0) writer = newSaver()
      await putDay(writer, day)
      expect(await read(newSaver())).toEqual(stateOf(day).values)
      await clock.advance(DAY_MS)
    }
    const reader = newSaver()
    const seen: number[] = []
    for await (const { checkpoint } of reader.list(configOf())) {
      const day = Number.parseInt(checkpoint.id.slice(-12), 16)
      seen.push(day)
      expect(checkpoint.channel_values).toEqual(stateOf(day).values)
    }
    const sure = Array.from({ length: SURE_DAYS }, (_, index) => 200 - index)
    expect(seen.slice(0, SURE_DAYS)).toEqual(sure)
    expect(Math.min(...seen)).toBeGreaterThan(200 - RETENTION_DAYS)
  }, 60_000)

  it('never tear a thread whose writers’ clocks go back and forth', async () => {
    const wrongByDays = [0, -10, 10, -25, 5]
    const newWriter = (n: number): KustoSaver => {
      const wrongByMs = (wrongByDays[n % wrongByDays.length] ?? 0) * DAY_MS
      return newSaver({ nowMs: () => clock.nowMs() + wrongByMs })
    }
    let writer = newWriter(0)
    for (let day = 1; day <= 200; day++) {
      // one knows its own rows from before the step, the next only what it reads
      if (day % 7 === 0) writer = newWriter(day / 7)
      await putDay(writer, day)
      expect(await read(newSaver())).toEqual(stateOf(day).values)
      await clock.advance(DAY_MS)
    }
  }, 60_000)

  it('survive a clock that goes back between a put and its refresh', async () => {
    let wrongByMs = 0
    const writer = newSaver({ nowMs: () => clock.nowMs() + wrongByMs })
    for (let day = 1; day <= 100; day++) {
      if (day === 29) wrongByMs = -20 * DAY_MS
      await putDay(writer, day)
      await clock.advance(DAY_MS)
      expect(await read(newSaver())).toEqual(stateOf(day).values)
    }
  }, 60_000)

  it('keep a checkpoint whole or report it as expired, at every age', async () => {
    const writer = newSaver()
    for (let day = 1; day <= 100; day++) {
      await putDay(writer, day)
      await clock.advance(DAY_MS)
    }
    const reader = newSaver()
    const outcomes = new Map<number, unknown>()
    for (let day = 1; day <= 100; day++) outcomes.set(day, await read(reader, day))
    for (const [day, outcome] of outcomes) {
      expect(possibleOutcomes(day, { atDay: 101 })).toContainEqual(outcome)
    }
  }, 60_000)

  it('leave an idle thread whole, expired or missing, never torn', async () => {
    const writer = newSaver()
    for (let day = 1; day <= 20; day++) {
      await putDay(writer, day)
      await clock.advance(DAY_MS)
    }
    const seen: unknown[] = []
    for (let day = 21; day < 130; day += 2) {
      const outcome = await read(newSaver())
      seen.push(outcome)
      expect(possibleOutcomes(20, { atDay: day })).toContainEqual(outcome)
      await clock.advance(2 * DAY_MS)
    }
    expect(seen).toContain('STATE_EXPIRED')
    expect(seen.at(-1)).toBeUndefined()
  }, 60_000)

  it('report an expired value to a saver configured with a longer retention', async () => {
    const writer = newSaver({ retentionDays: 3_650 })
    const outcomes = new Set<unknown>()
    for (let day = 1; day <= 100; day++) {
      await putDay(writer, day)
      if (day > 95) outcomes.add(await read(newSaver()))
      await clock.advance(DAY_MS)
    }
    expect([...outcomes]).toEqual(['STATE_EXPIRED'])
  }, 60_000)

  it('let a thread start over after it expired', async () => {
    await putDay(newSaver(), 1)
    await clock.advance(100 * DAY_MS)
    expect(await read(newSaver())).toBeUndefined()
    const { values, versions } = stateOf(2)
    const checkpoint = checkpointOf(2, values, versions)
    await newSaver().put(configOf(), checkpoint, metadataOf(2), versions)
    expect(await read(newSaver())).toEqual(values)
  })

  it('report HISTORY_BROKEN if an ancestor of a delta channel was purged, and refresh it before it expires', async () => {
    const writer = newSaver()
    for (const day of [1, 2, 3]) {
      const checkpoint = checkpointOf(day, {}, { delta: day })
      await writer.put(configOf(day - 1), checkpoint, metadataOf(day), {})
      await writer.putWrites(configOf(day), [['delta', day]], `task ${day}`)
      await clock.advance(40 * DAY_MS)
    }
    const history = () =>
      newSaver().getDeltaChannelHistory({ config: configOf(3), channels: ['delta'] })
    expect((await history())['delta']?.writes.map(([, , value]) => value)).toEqual([1, 2])
    const first = `Checkpoints | where checkpoint_id == '${idOf(1)}'`
    await kusto.client().command({ text: `.delete table Checkpoints records <| ${first}` })
    await expect(history()).rejects.toMatchObject({ code: 'HISTORY_BROKEN' })
  })
})
