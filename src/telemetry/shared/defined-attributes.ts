import type { AttributeValue } from '@opentelemetry/api'
import type { AttributeDefinition } from './semconv.ts'

export type Attributes = Record<string, AttributeValue>

export type AttributeEntry = readonly [AttributeDefinition, AttributeValue | undefined]

/**
 * Attributes by definition; those without a value are left out: as labels in Prometheus they would
 * become empty texts.
 */
export function definedAttributes(...entries: readonly AttributeEntry[]): Attributes {
  const attributes: Attributes = {}
  for (const [{ name }, value] of entries) if (value !== undefined) attributes[name] = value
  return attributes
}
