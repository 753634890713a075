import { KustoError } from '../../kusto-error.ts'

/** A request that Kusto would reject permanently. */
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

/** Kusto's own message for an unknown name. */
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

/** A feature of Kusto that this engine lacks: rejected by name, never approximated. */
export function notSupported(what: string): KustoError {
  return badRequest(`The embedded local Kusto does not support ${what}.`, 'BadRequest_NotSupported')
}
