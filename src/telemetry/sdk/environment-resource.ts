import type { Attributes } from '@opentelemetry/api'

/**
 * A resource detector for `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME`, which wins
 * (opentelemetry.io/docs/specs/otel/resource/sdk). The newer line of the SDK no longer exports its
 * own from the package that applications install.
 */
export const environmentResource = {
  detect: (): { readonly attributes: Attributes } => ({ attributes: attributesOf(process.env) }),
}

function attributesOf(environment: NodeJS.ProcessEnv): Attributes {
  const { OTEL_SERVICE_NAME: name = '', OTEL_RESOURCE_ATTRIBUTES: list = '' } = environment
  const attributes = list.split(',').flatMap((pair) => {
    const [key = '', ...value] = pair.split('=')
    return key.trim() === '' || value.length === 0 ? [] : [[key.trim(), decoded(value.join('='))]]
  })
  return { ...Object.fromEntries(attributes), ...(name === '' ? {} : { 'service.name': name }) }
}

/** Commas and equals signs in values are percent-encoded. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value.trim())
  } catch {
    return value.trim()
  }
}
