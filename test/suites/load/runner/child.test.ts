import { expect, test } from 'vitest'
import { Child, type ChildSetup } from '../../../../load/runner/programs/child.ts'
import { startServer } from '../../../../load/runner/programs/server-child.ts'

function nodeChild(code: string): ChildSetup {
  return { name: 'the child', program: process.execPath, args: ['-e', code] }
}

test('reports the exit and the last output', async () => {
  const child = new Child(nodeChild("console.error('one\\ntwo'); process.exitCode = 3"))
  expect(await child.ended).toBe(3)
  expect(child.errorTail).toBe('one\ntwo')
  expect(child.isRunning).toBe(false)
})

test('reports why a program cannot be started', async () => {
  const child = new Child({ name: 'nothing', program: '/nowhere/nothing', args: [] })
  expect(await child.ended).toBe(127)
  expect(child.errorTail).toContain('ENOENT')
})

test('asks a program to stop before killing it', async () => {
  const code =
    "process.once('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); console.log('ready')"
  const { child } = await startServer(nodeChild(code), (line) =>
    line === 'ready' ? {} : undefined,
  )
  expect(await child.stop()).toBe(7)
})

test('a server that exits before it is ready is an error with its output', async () => {
  const code = "console.log('hello'); console.error('no port'); process.exitCode = 1"
  await expect(startServer(nodeChild(code), () => undefined)).rejects.toThrow(
    'the child ended (1) before it was ready:\nno port',
  )
})
