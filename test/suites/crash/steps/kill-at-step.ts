import { subscribe } from 'node:diagnostics_channel'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { loadDriver } from '../../../../src/sqlite/driver.ts'
import { installDriver, steppingDriver, type SqlStep } from '../../../support/stepping-driver.ts'
import { INSIDE_SQLITE, type KillPoint, type KillStepName } from './kill-steps.ts'

/** SQLite takes its log in after some dozen calls, instead of thousands. */
const EARLY_CHECKPOINTS = ['wal_autocheckpoint = 4000', 'wal_autocheckpoint = 64'] as const

let armed: KillPoint | undefined
let seen = 0

/** This process kills itself when it comes to the point. */
export function armKill(point: KillPoint): void {
  armed = point
  seen = 0
  const inside = INSIDE_SQLITE[point.step]
  if (inside !== undefined) process.env['KILL_INSIDE'] = `${inside} ${point.nth}`
}

/** Must have ended before a saver loads SQLite. */
export async function watchSteps(): Promise<void> {
  watchSql(await loadDriver())
  watchDisk()
  watchRequests()
}

function reach(...names: readonly KillStepName[]): void {
  if (armed === undefined || !names.includes(armed.step)) return
  seen += 1
  if (seen === armed.nth) process.kill(process.pid, 'SIGKILL')
}

/** Which transaction of a file is under way: what its last statement did. */
let transaction = ''

function watchSql(driver: Awaited<ReturnType<typeof loadDriver>>): void {
  installDriver(steppingDriver(driver, onSqlStep, withEarlyCheckpoints))
}

function withEarlyCheckpoints(sql: string): string {
  return sql.replace(...EARLY_CHECKPOINTS)
}

function onSqlStep(step: SqlStep): void {
  if (step.call === 'run') transaction = step.sql.startsWith('DELETE') ? 'delete' : 'append'
  reach(...sqlSteps(step))
}

function sqlSteps({ when, call, path, sql }: SqlStep): readonly KillStepName[] {
  const at = `${when} ${call}`
  if (path.endsWith('-lock')) return at === 'before open' ? ['lock: open'] : lockSteps(at, sql)
  if (at === 'before open') return ['open: file']
  if (at === 'after close') return ['release: closed']
  if (sql.includes('journal_mode') && at === 'after exec') return ['open: opened']
  if (sql.includes('quick_check') && at === 'after all') return ['open: checked']
  if (sql.includes('wal_checkpoint(') && at === 'before exec') return ['release: log']
  if (sql.includes('ORDER BY id')) {
    if (at === 'before all') return ['open: rows']
    if (at === 'after all') return ['open: rows read']
  }
  return at.endsWith('run') ? runSteps(at, sql) : commitSteps(at, sql)
}

function lockSteps(at: string, sql: string): readonly KillStepName[] {
  if (!sql.includes('BEGIN EXCLUSIVE')) return []
  return at === 'before exec' ? ['lock: take'] : ['lock: taken']
}

function runSteps(at: string, sql: string): readonly KillStepName[] {
  if (at !== 'before run') return []
  if (sql.includes('"$owner"')) return ['open: owner']
  if (sql.startsWith('INSERT INTO call')) return ['append: insert']
  return sql.startsWith('DELETE') ? ['ship: delete', 'adopted: delete'] : []
}

function commitSteps(at: string, sql: string): readonly KillStepName[] {
  if (sql !== 'COMMIT') return []
  const isBefore = at === 'before exec'
  if (transaction === 'append') return isBefore ? ['append: commit'] : ['append: committed']
  return isBefore ? ['ship: delete commit'] : ['ship: deleted', 'adopted: deleted']
}

/** The log's sync and the mark, which the spool writes itself. */
function watchDisk(): void {
  const { fdatasync, openSync, writeSync } = fs
  const marks = new Set<number>()
  fs.openSync = (path, ...rest) => {
    const file = openSync(path, ...rest)
    if (String(path).endsWith('-mark')) marks.add(file)
    else marks.delete(file)
    return file
  }
  const sync = (file: number, done: fs.NoParamCallback): void => {
    reach('sync: begin')
    fdatasync(file, (error) => {
      reach('sync: done')
      done(error)
    })
  }
  const write = (...parameters: Parameters<typeof writeSync>): number => {
    const isMark = marks.has(parameters[0])
    if (isMark) reach('mark: write')
    const written = writeSync(...parameters)
    if (isMark) reach('mark: written')
    return written
  }
  Object.assign(fs, { fdatasync: sync, writeSync: write })
  syncBuiltinESMExports()
}

function watchRequests(): void {
  subscribe('http.client.request.start', (message) => {
    if (isIngest(message)) reach('ship: request', 'adopted: request')
  })
  subscribe('http.client.response.finish', (message) => {
    if (isIngest(message)) reach('ship: answer', 'adopted: answer')
  })
}

function isIngest(message: unknown): boolean {
  if (typeof message !== 'object' || message === null || !('request' in message)) return false
  const { request } = message
  if (typeof request !== 'object' || request === null || !('path' in request)) return false
  return String(request.path).includes('/rest/ingest/')
}
