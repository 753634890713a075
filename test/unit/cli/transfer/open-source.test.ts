import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { openSource } from '../../../../src/cli/transfer/open-source.ts'

// Vitest's import throws different messages
const require = createRequire(import.meta.url)
const SQLITE = '@langchain/langgraph-checkpoint-sqlite'

it('says how to install the package that reads the storage', async () => {
  await expect(
    openSource('sqlite:state.sqlite', async (name) => require(name)),
  ).rejects.toMatchObject({
    code: 'MISSING_PACKAGE',
    message: expect.stringContaining(`run npm install ${SQLITE}`) as unknown,
  })
})

it('does not call an installed package missing if it cannot be loaded', async () => {
  const broken = new Error('was compiled against a different Node.js version')
  const opening = openSource('sqlite:state.sqlite', () => Promise.reject(broken))
  await expect(opening).rejects.toMatchObject({
    code: 'BROKEN_PACKAGE',
    message: expect.stringContaining(
      `${SQLITE} is installed but cannot be loaded: was compiled against a different Node.js version`,
    ) as unknown,
  })
})
