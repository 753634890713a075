import { parse } from 'yaml'

/** A commit and its tag. */
const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+(?:\.\d+)*$/

/** Workflow rules besides actionlint's: actions need a commit, and permissions must be explicit. */
export function workflowProblems(text: string): string[] {
  return [...unpinned(text), ...permissionProblems(parse(text))]
}

function unpinned(text: string): string[] {
  return [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)]
    .map(([, action = '']) => action.trim())
    .filter((action) => !action.startsWith('./') && !PINNED.test(action))
    .map((action) => `'${action}' is not pinned by commit hash with its tag in a comment`)
}

function permissionProblems(workflow: unknown): string[] {
  const permissions = fieldOf(workflow, 'permissions')
  if (permissions === undefined) return ['it has no `permissions`: the token may do everything']
  if (typeof permissions === 'string') return [`\`permissions: ${permissions}\` is too much`]
  const writes = Object.entries(permissions ?? {}).filter(([, right]) => right === 'write')
  return writes.map(([name]) => `\`${name}: write\` belongs to the job that needs it`)
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
