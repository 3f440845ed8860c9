/** Digests of what was appended lately, the oldest forgotten first. */
export interface RecentDigests {
  /** Whether it was added, no longer than `forMillis` before `nowMillis`. */
  readonly has: (digest: Uint8Array, nowMillis: number) => boolean
  readonly add: (digest: Uint8Array, nowMillis: number) => void
}

/** One character a byte: the shortest text that tells digests apart. */
const nameOf = (digest: Uint8Array): string =>
  Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString("latin1")

/**
 * @param sizeMax how many are known
 * @param forMillis for how long
 */
export const make = (sizeMax: number, forMillis: number): RecentDigests => {
  // A map keeps the order of insertion.
  const added = new Map<string, number>()
  return {
    has: (digest, nowMillis) => {
      const atMillis = added.get(nameOf(digest))
      return atMillis !== undefined && nowMillis - atMillis <= forMillis
    },
    add: (digest, nowMillis) => {
      const name = nameOf(digest)
      added.delete(name)
      added.set(name, nowMillis)
      for (const oldest of added.keys()) {
        if (added.size <= sizeMax) return
        added.delete(oldest)
      }
    }
  }
}
