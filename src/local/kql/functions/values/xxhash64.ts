const PRIMES = {
  one: 0x9e3779b185ebca87n,
  two: 0xc2b2ae3d27d4eb4fn,
  three: 0x165667b19e3779f9n,
  four: 0x85ebca77c2b2ae63n,
  five: 0x27d4eb2f165667c5n,
} as const

/** The xxHash64 of bytes with seed 0, as a signed long — hash-function.md. */
export function xxHash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { hash, at } = bytes.length >= 32 ? stripes(view) : { hash: PRIMES.five, at: 0 }
  return BigInt.asIntN(64, avalanche(tail(view, u64(hash + BigInt(bytes.length)), at)))
}

/** 32 bytes at a time, in four lanes. */
function stripes(view: DataView): { readonly hash: bigint; readonly at: number } {
  const lanes = [u64(PRIMES.one + PRIMES.two), PRIMES.two, 0n, u64(-PRIMES.one)]
  let at = 0
  for (; at + 32 <= view.byteLength; at += 32) {
    for (const [lane, value] of lanes.entries()) {
      lanes[lane] = round(value, view.getBigUint64(at + lane * 8, true))
    }
  }
  const turns = [1n, 7n, 12n, 18n]
  const joined = lanes.reduce((sum, value, lane) => sum + rotate(value, turns[lane] ?? 0n), 0n)
  const hash = lanes.reduce(
    (merged, value) => u64((merged ^ round(0n, value)) * PRIMES.one + PRIMES.four),
    u64(joined),
  )
  return { hash, at }
}

/** Mixes in the remaining bytes: by 8, by 4, one by one. */
function tail(view: DataView, start: bigint, from: number): bigint {
  let hash = start
  let at = from
  for (; at + 8 <= view.byteLength; at += 8) {
    const mixed = hash ^ round(0n, view.getBigUint64(at, true))
    hash = u64(rotate(mixed, 27n) * PRIMES.one + PRIMES.four)
  }
  if (at + 4 <= view.byteLength) {
    const mixed = hash ^ u64(BigInt(view.getUint32(at, true)) * PRIMES.one)
    hash = u64(rotate(mixed, 23n) * PRIMES.two + PRIMES.three)
    at += 4
  }
  for (; at < view.byteLength; at += 1) {
    const mixed = hash ^ u64(BigInt(view.getUint8(at)) * PRIMES.five)
    hash = u64(rotate(mixed, 11n) * PRIMES.one)
  }
  return hash
}

function avalanche(value: bigint): bigint {
  const first = u64((value ^ (value >> 33n)) * PRIMES.two)
  const second = u64((first ^ (first >> 29n)) * PRIMES.three)
  return second ^ (second >> 32n)
}

function round(lane: bigint, input: bigint): bigint {
  return u64(rotate(u64(lane + input * PRIMES.two), 31n) * PRIMES.one)
}

function rotate(value: bigint, by: bigint): bigint {
  return u64(value << by) | (value >> (64n - by))
}

function u64(value: bigint): bigint {
  return BigInt.asUintN(64, value)
}
