import type { RunnableConfig } from '@langchain/core/runnables'
import type { CheckpointMetadata } from '@langchain/langgraph-checkpoint'
import { KustoSaverError } from '../errors.ts'
import { shownValue } from '../shown-value.ts'

/** Which keys of a run's config go into the metadata of its checkpoints. */
export type MetadataFromConfig = boolean | readonly string[]

/**
 * Keys that LangGraph itself adds. Python's savers leave out the same (langchain-ai/langgraph,
 * libs/checkpoint/langgraph/checkpoint/base/__init__.py, `EXCLUDED_METADATA_KEYS`). Keys that begin
 * with `ls_` are LangSmith's.
 */
const LANGGRAPH_KEYS: ReadonlySet<string> = new Set([
  'thread_id',
  'thread_ts',
  'checkpoint_id',
  'checkpoint_ns',
  'checkpoint_map',
  'langgraph_step',
  'langgraph_node',
  'langgraph_triggers',
  'langgraph_path',
  'langgraph_checkpoint_ns',
])

/** @throws KustoSaverError `INVALID_OPTION` */
export function checkMetadataFromConfig(option: unknown): void {
  if (option === undefined || typeof option === 'boolean' || isListOfKeys(option)) return
  throw new KustoSaverError(
    'INVALID_OPTION',
    `Expected \`metadataFromConfig\` to be true, false or a list of keys, got ${shownValue(option)}`,
  )
}

/**
 * The metadata with texts, numbers and flags of `config.metadata` and `config.configurable`. What
 * LangGraph put into the metadata wins, then `config.metadata`.
 */
export function withConfigMetadata(
  metadata: CheckpointMetadata,
  { metadata: ofRun = {}, configurable = {} }: RunnableConfig,
  option: MetadataFromConfig | undefined,
): CheckpointMetadata {
  if (option === undefined || option === false) return metadata
  const isWanted =
    option === true
      ? (key: string) => !LANGGRAPH_KEYS.has(key) && !/^(?:__|ls_)/.test(key)
      : (key: string) => option.includes(key)
  const added = Object.entries({ ...configurable, ...ofRun }).filter(
    ([key, value]) => isWanted(key) && isScalar(value),
  )
  return { ...Object.fromEntries(added), ...metadata }
}

function isListOfKeys(option: unknown): boolean {
  return Array.isArray(option) && option.every((key) => typeof key === 'string' && key !== '')
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
