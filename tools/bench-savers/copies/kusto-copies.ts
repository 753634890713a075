import type { KustoClient } from '../../../src/index.ts'
import { copyId, type CopyPlan } from './copy-plan.ts'
import type { RecordedRows } from './recording-client.ts'

const LINES_OF_A_REQUEST = 1_000
const BLOB_ID = /"blob_id":"([^"]+)"/
const REVISION = /"revision":(\d+)/

/** Ingests rows like KustoSaver: each copy with its own ids, values and revision. */
export async function ingestKustoCopies(
  client: KustoClient,
  recorded: readonly RecordedRows[],
  plan: CopyPlan,
): Promise<void> {
  const blobIds = recorded.flatMap(({ lines }) =>
    lines.flatMap((line) => BLOB_ID.exec(line)?.[1] ?? []),
  )
  for (const { table, mapping, lines } of recorded) {
    for (let first = 0; first < plan.copies; first += LINES_OF_A_REQUEST) {
      const last = Math.min(plan.copies, first + LINES_OF_A_REQUEST)
      let body = ''
      for (let copy = first; copy < last; copy += 1)
        for (const line of lines) body += `${copyOf(line, { plan, copy, blobIds })}\n`
      await client.ingest({ table, mapping, body: Buffer.from(body) })
    }
  }
}

function copyOf(
  line: string,
  {
    plan,
    copy,
    blobIds,
  }: { readonly plan: CopyPlan; readonly copy: number; readonly blobIds: readonly string[] },
): string {
  const renamed = line
    .replaceAll(plan.fromThread, `${plan.toThread}-${Math.floor(copy / plan.copiesOfAThread)}`)
    .replaceAll(plan.fromCheckpoint, copyId(copy))
    .replace(REVISION, (_, revision: string) => `"revision":${Number(revision) + copy + 1}`)
  return blobIds.reduce((text, id) => text.replaceAll(id, `${id}-${copy}`), renamed)
}
