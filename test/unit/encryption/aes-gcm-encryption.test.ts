import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { aesGcmEncryption } from '../../../src/encryption/aes-gcm-encryption.ts'
import { isKustoSaverError, type KustoSaverError } from '../../../src/errors.ts'
import type { EncryptionKey } from '../../../src/store/values/value-encryption.ts'

const KEY = Buffer.alloc(32, 7)
const OTHER = Buffer.alloc(32, 9)
const TEXT = Buffer.from('a state with é and 東')

async function keyOf(bytes: Uint8Array, id = 'k1'): Promise<EncryptionKey> {
  return aesGcmEncryption({ currentKeyId: id, keys: { [id]: bytes } }).currentKey()
}

function failureOf(work: () => unknown): KustoSaverError {
  try {
    work()
  } catch (error) {
    if (isKustoSaverError(error)) return error
    throw error
  }
  throw new Error('expected it to fail')
}

describe('a key', () => {
  it('decrypts what a key of the same bytes encrypted', async () => {
    const sealed = (await keyOf(KEY)).seal(TEXT, 'here')
    expect(Buffer.from((await keyOf(KEY)).open(sealed, 'here'))).toEqual(TEXT)
    expect(Buffer.from(sealed).includes(TEXT)).toBe(false)
  })

  it('encrypts an empty text', async () => {
    const key = await keyOf(KEY)
    expect(key.open(key.seal(Buffer.alloc(0), 'here'), 'here').byteLength).toBe(0)
  })

  it('encrypts the same text differently each time, with at most 64 bytes more', async () => {
    const key = await keyOf(KEY)
    const sealed = Array.from({ length: 100 }, () => key.seal(TEXT, 'here'))
    expect(new Set(sealed.map((one) => Buffer.from(one).toString('hex'))).size).toBe(100)
    expect(sealed[0]?.byteLength).toBeLessThanOrEqual(TEXT.byteLength + 64)
  })

  it('notices each changed byte, and a text cut short', async () => {
    const key = await keyOf(KEY)
    const sealed = key.seal(TEXT, 'here')
    for (const at of sealed.keys()) {
      const changed = Uint8Array.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(failureOf(() => key.open(changed, 'here')).code).toBe(
        at < 8 ? 'KEY_WRONG' : 'TAMPERED',
      )
      expect(() => key.open(sealed.subarray(0, at), 'here')).toThrow(/changed/)
    }
  })

  it('notices that a text was moved', async () => {
    const key = await keyOf(KEY)
    expect(failureOf(() => key.open(key.seal(TEXT, 'here'), 'there')).code).toBe('TAMPERED')
  })

  it('tells a wrong key of the same id from a changed text', async () => {
    const sealed = (await keyOf(KEY)).seal(TEXT, 'here')
    const wrong = await keyOf(OTHER)
    expect(failureOf(() => wrong.open(sealed, 'here')).code).toBe('KEY_WRONG')
  })

  it('shows no bytes of the key, printed or in errors', async () => {
    const encryption = aesGcmEncryption({ currentKeyId: 'k1', keys: { k1: KEY } })
    const key = await encryption.currentKey()
    const error = failureOf(() => key.open(Buffer.alloc(99), ''))
    const printed = inspect([encryption, key, error], { depth: 9, showHidden: true })
    for (const form of [KEY.toString('hex'), KEY.toString('base64'), '07 07 07', '7, 7, 7']) {
      expect(printed).not.toContain(form)
    }
  })
})

describe('aesGcmEncryption', () => {
  it.each([
    [{ currentKeyId: 'k1', keys: {} }, /no key/],
    [{ currentKeyId: 'k1', keys: { k1: Buffer.alloc(16, 113) } }, /32 bytes, got 16 bytes/],
    [{ currentKeyId: 'k1', keys: { k1: 'secret text' } }, /32 bytes, got a value of type string/],
    [{ currentKeyId: 'secret text', keys: { k1: KEY } }, /letters, digits/],
    [{ currentKeyId: 'k1', keys: { k1: KEY, 'secret text': KEY } }, /letters, digits/],
    [{ currentKeyId: 'k1', keys: 'secret text' }, /an object or a function/],
    [{ currentKeyId: 'k1', keys: { k1: KEY }, allowPlainText: true }, /allowPlaintext/],
    [{ currentKeyId: 'k1', keys: { k1: KEY }, keyCacheMs: -1 }, /keyCacheMs/],
  ])('refuses %j', (options, message) => {
    const make = () => Reflect.apply(aesGcmEncryption, undefined, [options])
    expect(make).toThrow(message)
    expect(failureOf(make).code).toBe('INVALID_OPTION')
    expect(failureOf(make).message).not.toMatch(/qqq|secret text/)
  })

  it('keeps its keys when the caller overwrites them', async () => {
    const bytes = Buffer.from(KEY)
    const encryption = aesGcmEncryption({ currentKeyId: 'k1', keys: { k1: bytes } })
    bytes.fill(0)
    const sealed = (await encryption.currentKey()).seal(TEXT, '')
    expect(Buffer.from((await keyOf(KEY)).open(sealed, ''))).toEqual(TEXT)
  })
})

describe('a source of keys', () => {
  it('is asked once for many calls, and again when the time is over', async () => {
    const asked: string[] = []
    let timeMs = 0
    const encryption = aesGcmEncryption({
      currentKeyId: 'k1',
      keys: async (keyId) => {
        asked.push(keyId)
        return KEY
      },
      keyCacheMs: 1000,
      nowMs: () => timeMs,
    })
    await Promise.all([encryption.currentKey(), encryption.key('k1'), encryption.key('k2')])
    await encryption.key('k1')
    expect(asked).toEqual(['k1', 'k2'])
    const before = await encryption.currentKey()
    timeMs = 1000
    expect(await encryption.currentKey()).toBe(before)
    expect(asked).toEqual(['k1', 'k2', 'k1'])
  })

  it('may fail, which says nothing of its message, and is asked again', async () => {
    let isDown = true
    const encryption = aesGcmEncryption({
      currentKeyId: 'k1',
      keys: async () => {
        if (isDown) throw new TypeError('secret of the vault')
        return KEY
      },
    })
    const failure = await Promise.resolve(encryption.currentKey()).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'KEY_UNAVAILABLE', retryable: true })
    expect(String(failure)).toContain('TypeError')
    expect(inspect(failure)).not.toContain('secret')
    isDown = false
    expect((await encryption.currentKey()).id).toBe('k1')
  })

  it('may have no such key', async () => {
    const encryption = aesGcmEncryption({ currentKeyId: 'k1', keys: () => undefined })
    await expect(encryption.key('gone')).rejects.toMatchObject({ code: 'KEY_UNKNOWN' })
    await expect(encryption.key('gone')).rejects.toThrow('"gone"')
  })

  it('is not asked for an id that no key can have', async () => {
    const asked: string[] = []
    const encryption = aesGcmEncryption({
      currentKeyId: 'k1',
      keys: (keyId) => {
        asked.push(keyId)
        return KEY
      },
    })
    for (const keyId of ['../admin?x=', '', 'x'.repeat(65), 'k1\n']) {
      await expect(encryption.key(keyId)).rejects.toMatchObject({ code: 'KEY_UNKNOWN' })
    }
    expect(asked).toEqual([])
  })

  it('must return 32 bytes', async () => {
    const encryption = aesGcmEncryption({ currentKeyId: 'k1', keys: () => Buffer.alloc(31) })
    await expect(encryption.currentKey()).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })
})
