import { EventEmitter, once } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { KnownCheckpoint } from '../../../../src/store/resolve/known-checkpoint.ts'
import { manifestEntry } from '../../../../src/store/values/manifest.ts'
import { ManifestCache } from '../../../../src/store/state/manifest-cache.ts'

const key = (checkpointId: string) => ({ threadId: 't', checkpointNs: '', checkpointId })

const knownWith = (channel: string): KnownCheckpoint => ({
  manifest: [
    manifestEntry({ channel, version: 1 }, [
      { blobId: `b-${channel}`, chunks: 1, bytes: 1, storedAtMs: 0 },
    ]),
  ],
  parentCheckpointId: '',
  depth: 0,
  lineage: undefined,
  storedAtMs: 0,
})

describe('a cache of manifests', () => {
  it('returns manifests that a read has seen', async () => {
    const cache = new ManifestCache(10_000)
    cache.learn(key('c'), knownWith('a'), 1)
    expect(await cache.get(key('c'))).toEqual(knownWith('a'))
    expect(cache.get(key('other'))).toBeUndefined()
  })

  it('makes a reader wait for a running put', async () => {
    const cache = new ManifestCache(10_000)
    const finished = new EventEmitter()
    cache.setUnderWay(
      key('c'),
      once(finished, 'stored').then(() => knownWith('a')),
      Promise.resolve(1),
    )
    const read = cache.get(key('c'))
    finished.emit('stored')
    expect(await read).toEqual(knownWith('a'))
  })

  it('does not let an earlier read replace a running put', async () => {
    const cache = new ManifestCache(10_000)
    cache.setUnderWay(key('c'), Promise.resolve(knownWith('new')), Promise.resolve(1))
    cache.learn(key('c'), knownWith('old'), 1)
    expect(await cache.get(key('c'))).toEqual(knownWith('new'))
  })

  it('forgets a put that failed', async () => {
    const cache = new ManifestCache(10_000)
    cache.setUnderWay(key('c'), Promise.reject(new Error('not stored')), Promise.resolve(1))
    await expect(cache.get(key('c'))).rejects.toThrow('not stored')
    await new Promise(setImmediate)
    expect(cache.get(key('c'))).toBeUndefined()
  })

  it('never evicts a running put', async () => {
    const cache = new ManifestCache(0)
    cache.setUnderWay(key('c'), Promise.resolve(knownWith('a')), Promise.resolve(1))
    expect(await cache.get(key('c'))).toEqual(knownWith('a'))
    await new Promise(setImmediate)
    expect(cache.get(key('c'))).toBeUndefined()
  })

  it('evicts the least recently used manifests', () => {
    const cache = new ManifestCache(1500)
    for (const id of ['1', '2', '3']) cache.learn(key(id), knownWith('a'), 1)
    expect(cache.get(key('1'))).toBeDefined()
    for (const id of ['4', '5', '6']) cache.learn(key(id), knownWith('a'), 1)
    const kept = ['1', '2', '3', '4', '5', '6'].filter((id) => cache.get(key(id)) !== undefined)
    expect(kept).toEqual(['1', '3', '4', '5', '6'])
  })

  it('forgets the manifests of a thread before its tombstone, but not later ones or other threads', async () => {
    const cache = new ManifestCache(10_000)
    const other = { ...key('c'), threadId: 'other' }
    cache.learn(key('before'), knownWith('a'), 5)
    cache.learn(key('after'), knownWith('a'), 6)
    cache.learn(other, knownWith('a'), 1)
    cache.setUnderWay(key('under way'), Promise.resolve(knownWith('a')), Promise.resolve(4))
    cache.forgetThread('t', 5)
    expect(cache.peek(key('before'))).toBeUndefined()
    expect(cache.peek(key('after'))).toEqual(knownWith('a'))
    expect(cache.peek(other)).toEqual(knownWith('a'))
    expect(await cache.get(key('under way'))).toEqual(knownWith('a'))
  })
})
