import { execFile } from 'node:child_process'
import { chown } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { temporaryFolder } from './temporary-folder.ts'
import { unprivilegedUser } from './unprivileged-user.ts'

const run = promisify(execFile)

export interface PostgresCluster {
  readonly url: string
  stop(): Promise<void>
}

/**
 * Starts a separate PostgreSQL cluster with the programs in `binaries`. It listens only on a socket
 * in its own folder, so it needs no port; fsync stays on, as in production.
 */
export async function startPostgres(binaries: string): Promise<PostgresCluster> {
  const folder = await temporaryFolder('lck-pg-')
  const user = unprivilegedUser()
  if (user !== undefined) await chown(folder.path, user.uid, user.gid)
  const options = { ...user, cwd: folder.path }
  const cluster = join(folder.path, 'cluster')
  const server = `-k ${folder.path} -c listen_addresses= -c unix_socket_permissions=0777 -c max_connections=200`
  try {
    await run(
      join(binaries, 'initdb'),
      ['-D', cluster, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
      options,
    )
    const log = join(folder.path, 'server.log')
    await run(
      join(binaries, 'pg_ctl'),
      ['-D', cluster, '-w', '-s', '-l', log, '-o', server, 'start'],
      options,
    )
  } catch (error) {
    await folder.remove()
    throw error
  }
  return {
    url: `postgresql:///postgres?host=${encodeURIComponent(folder.path)}&user=postgres`,
    async stop(): Promise<void> {
      await run(
        join(binaries, 'pg_ctl'),
        ['-D', cluster, '-w', '-s', '-m', 'immediate', 'stop'],
        options,
      )
      await folder.remove()
    },
  }
}
