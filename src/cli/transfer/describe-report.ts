import type { TransferReport } from '../../index.ts'

/** Formats the report for a terminal, with one fact per line. */
export function describeTransfer(threadId: string, report: TransferReport): string {
  const { checkpoints, writes, values, isRepeated, left } = report
  const rows = `${checkpoints} checkpoint rows, ${writes} pending write rows, ${values} value rows`
  const done = isRepeated
    ? `Thread ${JSON.stringify(threadId)} already has the same content: ${rows}.`
    : `Stored thread ${JSON.stringify(threadId)}: ${rows}.`
  const lines = left.map(
    ({ checkpointNs, checkpointId, why }) =>
      `Not copied: ${JSON.stringify(checkpointNs)} ${JSON.stringify(checkpointId)}: ${why}.`,
  )
  return [done, ...lines].join('\n')
}
