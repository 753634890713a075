import type { TransferReport } from '../../index.ts'

/** One line a fact, for a person. */
export function describeTransfer(threadId: string, report: TransferReport): string {
  const { checkpoints, writes, values, isRepeated, left } = report
  const rows = `${checkpoints} checkpoint rows, ${writes} pending write rows, ${values} value rows`
  const done = isRepeated
    ? `Thread ${JSON.stringify(threadId)} was there already, the same: ${rows}.`
    : `Stored thread ${JSON.stringify(threadId)}: ${rows}.`
  const lines = left.map(
    ({ checkpointNs, checkpointId, why }) =>
      `Left behind: ${JSON.stringify(checkpointNs)} ${JSON.stringify(checkpointId)}, ${why}.`,
  )
  return [done, ...lines].join('\n')
}
