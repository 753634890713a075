import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoError, KustoSaver } from '../../../src/index.ts'
import { isDatabaseMissing } from '../../../src/kusto/missing-database.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'

let kusto: LocalKusto
let saver: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open({ database: 'Agents' })
  await kusto.client().command({ text: ".create database ['Other agents'] volatile" })
  const { url } = await kusto.listen()
  saver = KustoSaver.fromConnString(`${url}/Agent`, { retries: 0 })
})

afterEach(async () => {
  await saver.end()
  await kusto.close()
})

describe('a missing database', () => {
  it.each([false, true])(
    'is reported by setup({ provision: %s }), which names the existing ones',
    async (mayProvision) => {
      await expect(saver.setup({ provision: mayProvision })).rejects.toMatchObject({
        code: 'DATABASE_NOT_FOUND',
        retryable: false,
        message:
          "Entity ID 'Agent' of kind 'Database' was not found. The cluster has 'Agents', 'Other agents'. " +
          'Check the database name in the connection. `langgraph-kusto provision` creates tables, not databases.',
      })
    },
  )

  it('is also reported when the list of databases is hidden', async () => {
    kusto.faults.add({ endpoint: 'mgmt', text: /databases/, fault: 'status', status: 403 })
    await expect(saver.setup()).rejects.toMatchObject({
      code: 'DATABASE_NOT_FOUND',
      message: expect.not.stringContaining('The cluster has') as unknown,
    })
  })

  it('is reported by reads and writes, without circular advice', async () => {
    const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
    const expected = {
      code: 'DATABASE_NOT_FOUND',
      message: expect.not.stringContaining('Run `langgraph-kusto provision`') as unknown,
    }
    await expect(saver.getTuple(config)).rejects.toMatchObject(expected)
    const put = saver.put(config, checkpointOf(1, {}), metadataOf(1), {})
    await expect(put).rejects.toMatchObject(expected)
  })

  it('is reported by health with the existing ones', async () => {
    const { status, checks } = await saver.healthCheck()
    expect(status).toBe('failing')
    expect(checks[0]).toMatchObject({
      name: 'connection',
      status: 'failing',
      advice: expect.stringContaining("The cluster has 'Agents', 'Other agents'.") as unknown,
    })
  })

  it.each([
    ['BadRequest_EntityNotFound', "Entity ID '[DB x v?.?]' of kind 'Database' was not found."],
    ['NotFound', "Entity name 'x' of kind 'Database' does not exist."],
    ['BadRequest_DatabaseNotExist', 'Request is invalid.'],
  ])('is recognized by the messages of a cluster: %s', (code, message) => {
    expect(isDatabaseMissing(new KustoError(message, { code, permanent: true }))).toBe(true)
  })

  it('is distinguished from a missing table', () => {
    const message = "Entity ID 'Checkpoints' of kind 'Table' was not found."
    const error = new KustoError(message, { code: 'BadRequest_EntityNotFound', permanent: true })
    expect(isDatabaseMissing(error)).toBe(false)
  })
})
