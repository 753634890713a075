/**
 * A failure of the operating system in words, with the way out; undefined for any other error. Node
 * gives a code, a system call and a path or port.
 */
export function describeSystemFailure(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const path = 'path' in error ? String(error.path) : undefined
  switch (error.code) {
    case 'EADDRINUSE':
      return `${addressOf(error)} is in use. Pass another --port, or --port 0 for a free one`
    case 'EADDRNOTAVAIL':
      return `${addressOf(error)} is no address of this machine. Pass another --host`
    case 'EEXIST':
      return path && `${path} exists already. Choose another name or remove the file`
    case 'ENOENT':
      return path && `${path}: no such file or folder`
    case 'EISDIR':
      return path && `${path} is a folder, not a file`
    case 'ENOTDIR':
      return path && `${path}: a part of the path is a file, not a folder`
    case 'EACCES':
    case 'EPERM':
      return path && `no permission to open ${path}`
    default:
      return undefined
  }
}

function addressOf(error: object): string {
  const host = 'address' in error ? String(error.address) : ''
  const port = 'port' in error ? `:${String(error.port)}` : ''
  return `${host}${port}`
}
