import type { CheckpointTuple } from '@langchain/langgraph-checkpoint'
import type { KustoSaver } from '../../index.ts'
import { textTable } from '../output/text-table.ts'
import { channelChanges, type ChannelChange } from './channel-changes.ts'
import { asBase64, describeValue } from './describe-value.ts'

export interface StateQuestion {
  readonly threadId: string
  readonly checkpointNs: string
  /** The latest if undefined. */
  readonly checkpointId: string | undefined
  readonly hasChanges: boolean
}

/** A checkpoint's values as LangGraph gets them; with the changes since its parent if asked for. */
export interface ThreadState {
  readonly threadId: string
  readonly checkpointNs: string
  readonly checkpointId: string
  /** Null for a root. */
  readonly parentCheckpointId: string | null
  readonly createdAt: string
  readonly metadata: unknown
  readonly channels: Readonly<Record<string, unknown>>
  readonly pendingWrites: readonly PendingWriteOfTask[]
  readonly changes?: readonly ChannelChange[]
}

interface PendingWriteOfTask {
  readonly taskId: string
  readonly channel: string
  readonly value: unknown
}

/** Undefined if there is no such checkpoint. */
export async function readState(
  saver: KustoSaver,
  { threadId, checkpointNs, checkpointId, hasChanges }: StateQuestion,
): Promise<ThreadState | undefined> {
  const tuple = await saver.getTuple({
    configurable: {
      thread_id: threadId,
      checkpoint_ns: checkpointNs,
      ...(checkpointId === undefined ? {} : { checkpoint_id: checkpointId }),
    },
  })
  if (tuple === undefined) return undefined
  const { checkpoint, parentConfig, metadata, pendingWrites = [] } = tuple
  return {
    threadId,
    checkpointNs,
    checkpointId: checkpoint.id,
    parentCheckpointId: parentOf(tuple),
    createdAt: checkpoint.ts,
    metadata,
    channels: checkpoint.channel_values,
    pendingWrites: pendingWrites.map(([taskId, channel, value]) => ({ taskId, channel, value })),
    ...(hasChanges
      ? {
          changes: channelChanges(await valuesAt(saver, parentConfig), checkpoint.channel_values),
        }
      : {}),
  }
}

export function stateJson(state: ThreadState): string {
  return JSON.stringify(state, asBase64)
}

export function stateText(state: ThreadState): string {
  const { checkpointId, parentCheckpointId, createdAt, channels, changes, pendingWrites } = state
  const head = textTable(
    ['CHECKPOINT', 'PARENT', 'CREATED'],
    [[checkpointId, parentCheckpointId ?? '', createdAt]],
  )
  const body =
    changes === undefined
      ? textTable(['CHANNEL', 'VALUE'], Object.entries(channels).flatMap(channelRows))
      : textTable(['CHANNEL', 'CHANGE', 'VALUE'], changes.flatMap(changeRows))
  const writes = pendingWrites.map(({ taskId, channel, value }) => [
    taskId,
    channel,
    describeValue(value),
  ])
  const pending = textTable(['PENDING WRITE OF TASK', 'CHANNEL', 'VALUE'], writes)
  return [head, body, ...(writes.length === 0 ? [] : [pending])].join('\n\n')
}

/** Delta channels have no value in the checkpoint itself. */
async function valuesAt(
  saver: KustoSaver,
  config: CheckpointTuple['config'] | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  if (config === undefined) return {}
  return (await saver.getTuple(config))?.checkpoint.channel_values ?? {}
}

function parentOf({ parentConfig }: CheckpointTuple): string | null {
  const id: unknown = parentConfig?.configurable?.['checkpoint_id']
  return typeof id === 'string' ? id : null
}

function channelRows([channel, value]: readonly [string, unknown]): string[][] {
  return elementsOf(value).map((element, index) => [
    index === 0 ? channel : '',
    describeValue(element),
  ])
}

function changeRows(change: ChannelChange): string[][] {
  const { channel } = change
  if (change.change === 'appended') {
    return change.values.map((value) => [channel, 'appended', describeValue(value)])
  }
  const rows = elementsOf(change.value).map((value) => [
    channel,
    change.change,
    describeValue(value),
  ])
  if (change.change !== 'changed') return rows
  return [[channel, 'was', describeValue(change.before)], ...rows]
}

/** A list has a line per element. */
function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length > 0 ? value : [value]
}
