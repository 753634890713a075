import type { KqlNode } from '../parser/kql-node.ts'
import { unsupported } from '../parser/unsupported.ts'

/**
 * Reads `kind=inner withsource=T`: values by lower-case name. Ignores hints, which do not change
 * the result.
 */
export function namedParameters(
  node: KqlNode,
  allowed: readonly string[],
): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (const parameter of node.list('Parameters')) {
    const name = parameter.child('Name').name.toLowerCase()
    if (name.startsWith('hint.')) continue
    if (!allowed.includes(name))
      throw unsupported(`the parameter ${name} of ${node.kind}`, parameter)
    const value = parameter.child('Expression')
    parameters.set(name, value.name === '' ? value.text : value.name)
  }
  return parameters
}
