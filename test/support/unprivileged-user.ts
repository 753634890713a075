import { readFileSync } from 'node:fs'

export interface UserIds {
  readonly uid: number
  readonly gid: number
}

/**
 * The user to run PostgreSQL as, because it refuses root. Undefined if this process is not root.
 */
export function unprivilegedUser(): UserIds | undefined {
  if (process.getuid?.() !== 0) return undefined
  const found = lookUp('postgres') ?? lookUp('nobody')
  if (found === undefined)
    throw new Error('PostgreSQL refuses root, and neither a user "postgres" nor "nobody" exists')
  return found
}

function lookUp(name: string): UserIds | undefined {
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name)
  if (entry === undefined) return undefined
  return { uid: Number(entry[2]), gid: Number(entry[3]) }
}
