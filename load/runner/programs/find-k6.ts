import { spawnSync } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

export interface K6Program {
  readonly path: string
  /** As printed by `k6 version`: `1.8.1`. */
  readonly version: string
}

const HOW_TO_GET_K6 = `Install k6 1.x or 2.x and try again:
  macOS          brew install k6
  Windows        winget install k6 --source winget
  Debian/Ubuntu  Grafana's package repository, see https://grafana.com/docs/k6/latest/set-up/install-k6/
  with Go 1.25   go install go.k6.io/k6@v1.8.1
It is looked for in --k6 or K6, on PATH and in Go's bin folder. (The package "k6" on npm is an empty placeholder.)`

export class NoK6 extends Error {
  constructor(seen: string) {
    super(`${seen}\n${HOW_TO_GET_K6}`)
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/** @throws NoK6 with instructions to install it */
export function findK6(asked: string | undefined, environment: Environment): K6Program {
  if (asked !== undefined) return checkedK6(asked)
  const path = candidates(environment).find(isProgram)
  if (path === undefined) throw new NoK6('k6 was not found.')
  return checkedK6(path)
}

function candidates({ PATH = '', GOBIN, GOPATH }: Environment): string[] {
  const goFolders = (GOPATH ?? join(homedir(), 'go')).split(delimiter)
  const folders = [
    ...PATH.split(delimiter),
    ...(GOBIN === undefined ? [] : [GOBIN]),
    ...goFolders.map((folder) => join(folder, 'bin')),
  ]
  const file = process.platform === 'win32' ? 'k6.exe' : 'k6'
  return folders.filter((folder) => folder !== '').map((folder) => join(folder, file))
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function checkedK6(path: string): K6Program {
  const { stdout, error } = spawnSync(path, ['version'], { encoding: 'utf8' })
  if (error !== undefined) throw new NoK6(`${path} cannot be run: ${error.message}.`)
  const version = /^k6(?:\.exe)? v(?<version>\d+\.\d+\.\d+\S*)/.exec(stdout)?.groups?.['version']
  if (version === undefined) throw new NoK6(`${path} does not say that it is k6.`)
  if (version.startsWith('0.')) {
    throw new NoK6(`${path} is k6 ${version}, which does not run TypeScript.`)
  }
  return { path, version }
}
