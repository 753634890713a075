import { observation, type Probe } from './probe.ts'
import { describeRefusal, refusalOf } from './refusal.ts'
import { requestOf } from './scratch.ts'

export const roles: Probe = {
  name: 'roles',
  question: 'Are Database Viewer and Ingestor enough for the saver and for setup()?',
  done: 'read, streamed and sent the commands of setup() as the second identity, and tried to create a table',
  expected: 'all is accepted but `.create table`, which is refused with 403',
  ifItDiffers: 'Grant what was refused, and report it: the permissions page is wrong.',
  async run(scratch) {
    const client = scratch.ingestor
    if (client === undefined) {
      return {
        verdict: 'could not be tried',
        observed: 'needs --ingestor, the connection of an identity with these two roles',
      }
    }
    const table = await scratch.table('Roles')
    await scratch.store(table, [['admin', '1']])
    const needed: Readonly<Record<string, () => Promise<unknown>>> = {
      query: () => client.query({ text: `${table} | count`, parameters: {} }),
      ingest: () => client.ingest(requestOf(table, [['ingestor', '1']])),
      ...Object.fromEntries(
        commandsOfSetup(table).map((text) => [text, () => client.command({ text })]),
      ),
    }
    const refused: string[] = []
    for (const [what, send] of Object.entries(needed)) {
      const refusal = await refusalOf(send)
      if (refusal) refused.push(`${what}: ${describeRefusal(refusal)}`)
    }
    const creation = await refusalOf(() =>
      client.command({ text: `.create table ${table}Forbidden (id: string)` }),
    )
    const isForbidden = creation?.status === 401 || creation?.status === 403
    const also = isForbidden ? '`.create table` refused' : '`.create table` was not refused'
    return observation(
      refused.length === 0 && isForbidden,
      [refused.length === 0 ? 'all accepted' : `refused: ${refused.join(' | ')}`, also].join('; '),
    )
  },
}

function commandsOfSetup(table: string): readonly string[] {
  return [
    '.show database schema as json',
    '.show materialized-views',
    `.show table ${table} ingestion json mappings`,
    `.show table ${table} policy streamingingestion`,
    `.show table ${table} policy ingestionbatching`,
    `.show table ${table} policy retention`,
    `.show column ${table}.value policy encoding`,
  ]
}
