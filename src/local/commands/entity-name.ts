import { badRequest } from '../failures/bad-request.ts'

/**
 * Letters, digits, underscore, space, dot and dash (entity-names.md); hidden names of this engine
 * start with `$`.
 */
const NAME = /^[\p{L}\p{N}_ .-]{1,1024}$/u

export function checkName(name: string): void {
  if (NAME.test(name)) return
  throw badRequest(
    `The name '${name.slice(0, 100)}' is not valid: use 1 to 1024 letters, digits, underscores, spaces, dots and dashes.`,
    'BadRequest_EntityNameIsNotValid',
  )
}
