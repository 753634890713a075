import { describe, expect, it } from 'vitest'
import { MAX_TEXT_BYTES } from '../../../src/saver/bounded-text.ts'
import { findThreadKey, threadKey } from '../../../src/saver/thread-key.ts'

const read = (configurable: Record<string, unknown>) => threadKey({ configurable }, 'put')

describe('threadKey', () => {
  it('reads the three ids and defaults the namespace', () => {
    expect(read({ thread_id: 't', checkpoint_id: 'c', other: 1 })).toEqual({
      threadId: 't',
      checkpointNs: '',
      checkpointId: 'c',
    })
  })

  it('falls back to the old name of checkpoint_id', () => {
    expect(read({ thread_id: 't', thread_ts: 'old' }).checkpointId).toBe('old')
    expect(read({ thread_id: 't', thread_ts: 'old', checkpoint_id: 'new' }).checkpointId).toBe(
      'new',
    )
  })

  it.each([
    'quote " and \'',
    'back\\slash',
    'line\nbreak\r',
    'a | b; c // d',
    'h"x"',
    '😀',
    '\u0001',
    'x'.repeat(MAX_TEXT_BYTES),
  ])('accepts %j', (id) => {
    expect(read({ thread_id: id, checkpoint_ns: id, checkpoint_id: id })).toEqual({
      threadId: id,
      checkpointNs: id,
      checkpointId: id,
    })
  })

  it.each([
    [{}, 'no `configurable.thread_id`'],
    [{ thread_id: '' }, 'no `configurable.thread_id`'],
    [{ thread_id: 1 }, '`thread_id` of type number'],
    [{ thread_id: ['a'] }, '`thread_id` of type array'],
    [{ thread_id: { $gt: '' } }, '`thread_id` of type object'],
    [{ thread_id: 'a\0b' }, 'NUL'],
    [{ thread_id: '\ud800' }, 'surrogate'],
    [{ thread_id: 'x'.repeat(MAX_TEXT_BYTES + 1) }, `of ${MAX_TEXT_BYTES + 1} bytes`],
    [{ thread_id: '😀'.repeat(MAX_TEXT_BYTES / 4 + 1) }, `of ${MAX_TEXT_BYTES + 4} bytes`],
    [{ thread_id: 't', checkpoint_ns: 1 }, '`checkpoint_ns` of type number'],
    [{ thread_id: 't', checkpoint_id: 1 }, '`checkpoint_id` of type number'],
  ])('rejects %j', (configurable, reason) => {
    expect(() => read(configurable)).toThrow(
      expect.objectContaining({
        code: 'INVALID_CONFIG',
        operation: 'put',
        message: expect.stringContaining(reason),
      }),
    )
  })

  it('rejects a config without configurable', () => {
    expect(() => threadKey({}, 'put')).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }))
  })
})

describe('findThreadKey', () => {
  it('finds none without a thread', () => {
    expect(findThreadKey({}, 'getTuple')).toBeUndefined()
    expect(findThreadKey({ configurable: { checkpoint_id: 'c' } }, 'getTuple')).toBeUndefined()
  })

  it('rejects a thread that is not a string', () => {
    expect(() => findThreadKey({ configurable: { thread_id: 7 } }, 'getTuple')).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG' }),
    )
  })
})
