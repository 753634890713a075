import { KustoError } from '../../kusto-error.ts'

/** A request that Kusto would refuse for good. */
export function badRequest(message: string, code = 'General_BadRequest', status = 400): KustoError {
  return new KustoError(message, { code, status, permanent: true })
}

export type EntityKind =
  | 'Database'
  | 'Table'
  | 'Column'
  | 'MaterializedView'
  | 'Function'
  | 'MappingReference'
  | 'Operation'

/** Kusto's own wording for a name that leads nowhere. */
export function entityNotFound(kind: EntityKind, name: string): KustoError {
  return badRequest(
    `Entity ID '${name}' of kind '${kind}' was not found.`,
    'BadRequest_EntityNotFound',
  )
}

export function entityExists(kind: EntityKind, name: string): KustoError {
  return badRequest(
    `Entity ID '${name}' of kind '${kind}' already exists.`,
    'BadRequest_EntityAlreadyExists',
  )
}

/** What Kusto knows and this engine does not: refused by name, never approximated. */
export function notSupported(what: string): KustoError {
  return badRequest(`The embedded local Kusto does not support ${what}.`, 'BadRequest_NotSupported')
}
