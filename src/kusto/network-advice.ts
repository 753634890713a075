import { CONNECTION_CODES, type KustoError } from '../kusto-error.ts'

/** What to check when no connection was made; undefined for other failures. */
export function networkAdvice({ code }: KustoError): string | undefined {
  if (code === CONNECTION_CODES.refused) {
    return 'Nothing listens at this address: check that the cluster is started, and its port.'
  }
  if (code === CONNECTION_CODES.unknownHost) {
    return "The host's name has no address: check the cluster's name and this machine's DNS."
  }
  return undefined
}
