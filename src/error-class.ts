/** The class of an error, which says nothing secret. Never throws, whatever was thrown. */
export function errorClass(error: unknown): string {
  try {
    return error instanceof Error ? error.constructor.name : typeof error
  } catch {
    return 'unknown'
  }
}
