import { CONNECTION_CODES, type KustoError } from '../kusto-error.ts'

/** What to check when no connection was made; undefined for other failures. */
export function networkAdvice({ code }: KustoError): string | undefined {
  if (code === CONNECTION_CODES.refused) {
    return 'Nothing listens at this address: check that the cluster is started, and its port.'
  }
  if (code === CONNECTION_CODES.unknownHost) {
    return "Check the host's name in the connection: no name server knows it. A private endpoint is only known inside its network."
  }
  return undefined
}
