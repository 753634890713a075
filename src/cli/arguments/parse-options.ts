import { parseArgs, type ParseArgsConfig } from 'node:util'
import { nearestName } from '../../nearest-name.ts'
import { describeFailure } from '../output/describe-failure.ts'
import { UsageError } from './usage-error.ts'

/**
 * Node's `parseArgs`, with errors for users of a command.
 *
 * @throws UsageError
 */
export function parseOptions<const T extends ParseArgsConfig>(
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config)
  } catch (error) {
    throw new UsageError(explain(describeFailure(error), Object.keys(config.options ?? {})))
  }
}

/** Node's advice is about arguments that begin with a dash, which nobody means here. */
function explain(message: string, names: readonly string[]): string {
  const [, option = ''] = /^Unknown option '([^']*)'/.exec(message) ?? []
  if (option === '') return message
  const nearest = nearestName(option.replace(/^-+/, ''), names)
  return nearest === undefined
    ? `unknown option '${option}'`
    : `unknown option '${option}', did you mean --${nearest}?`
}
