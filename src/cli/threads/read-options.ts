import { UsageError } from '../arguments/usage-error.ts'
import { parseOptions } from '../arguments/parse-options.ts'

const ACTIONS = [
  'list',
  'show',
  'history',
  'state',
  'delete',
  'prune',
  'delete-run',
  'purge',
] as const

export interface ThreadsOptions {
  readonly action: (typeof ACTIONS)[number]
  /** Empty for `list`; the run's id for `delete-run`. */
  readonly threadId: string
  readonly connection: string | undefined
  /** Of `state`: the root graph's is empty. */
  readonly checkpointNs: string
  /** Of `state`: the latest if undefined. */
  readonly checkpointId: string | undefined
  /** Of `state`: print what changed since the parent. */
  readonly hasChanges: boolean
  readonly limit: number
  /** Of `prune`: how many of the newest checkpoints of each namespace stay. */
  readonly keep: number
  readonly isJson: boolean
  readonly isSure: boolean
  /** Purge the thread even if it was just written to. */
  readonly isForced: boolean
}

const DEFAULT_LIMIT = 100
const MOST = 100_000

/** @throws UsageError */
export function readOptions(args: readonly string[]): ThreadsOptions | 'help' {
  const { values, positionals } = parse(args)
  if (values.help === true) return 'help'
  const [word, threadId = '', ...more] = positionals
  const action = ACTIONS.find((known) => known === word)
  if (action === undefined) throw new UsageError(`expected one of ${ACTIONS.join(', ')}`)
  if (action === 'list' ? threadId !== '' : threadId === '' || more.length > 0) {
    throw new UsageError(
      action === 'list'
        ? 'list takes no thread id'
        : `${action} needs one ${action === 'delete-run' ? 'run' : 'thread'} id`,
    )
  }
  const { checkpoint, namespace, diff } = values
  if (action !== 'state' && (checkpoint ?? namespace ?? diff) !== undefined) {
    throw new UsageError('--checkpoint, --namespace and --diff belong to state')
  }
  if (action !== 'prune' && values.keep !== undefined) {
    throw new UsageError('--keep belongs to prune')
  }
  return {
    action,
    threadId,
    connection: values.connection,
    checkpointNs: values.namespace ?? '',
    checkpointId: values.checkpoint,
    hasChanges: values.diff ?? false,
    limit: readCount('--limit', values.limit, DEFAULT_LIMIT),
    keep: readCount('--keep', values.keep, 1),
    isJson: values.json ?? false,
    isSure: values.yes ?? false,
    isForced: values.force ?? false,
  }
}

function readCount(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback
  const count = Number(text)
  if (/^\d{1,6}$/.test(text) && count >= 1 && count <= MOST) return count
  throw new UsageError(`${name} must be an integer from 1 to ${MOST}, got '${text}'`)
}

function parse(args: readonly string[]) {
  return parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      connection: { type: 'string' },
      limit: { type: 'string' },
      keep: { type: 'string' },
      checkpoint: { type: 'string' },
      namespace: { type: 'string' },
      diff: { type: 'boolean' },
      json: { type: 'boolean' },
      yes: { type: 'boolean' },
      force: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
}
