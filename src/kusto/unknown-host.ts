import { KustoError } from '../kusto-error.ts'

/** Whether the name server does not know the host, so that no request was sent. */
export function isHostUnknown(error: unknown): boolean {
  return (
    error instanceof KustoError &&
    error.status === undefined &&
    /\b(?:ENOTFOUND|EAI_AGAIN)\b/.test(error.message)
  )
}

export const CHECK_HOST_NAME =
  "Check the host's name in the connection: no name server knows it. A private endpoint is only known inside its network."
