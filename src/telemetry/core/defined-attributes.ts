import type { AttributeValue } from '@opentelemetry/api'
import type { AttributeDefinition } from './semconv.ts'

export type Attributes = Record<string, AttributeValue>

export type AttributeEntry = readonly [AttributeDefinition, AttributeValue | undefined]

/**
 * Attributes by definition, without undefined ones, which would become empty labels in Prometheus.
 */
export function definedAttributes(...entries: readonly AttributeEntry[]): Attributes {
  const attributes: Attributes = {}
  for (const [{ name }, value] of entries) if (value !== undefined) attributes[name] = value
  return attributes
}
