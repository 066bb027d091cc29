/** 0 ≤ answer < 1, always the same for the same numbers: chance that a test can repeat and that needs no state. Mixing as in MurmurHash3's finaliser. */
export function chance(...numbers: readonly number[]): number {
  let hash = 0x9e3779b9
  for (const number of numbers) {
    hash = Math.imul(hash ^ (number | 0), 0x85ebca6b)
    hash ^= hash >>> 13
    hash = Math.imul(hash ^ Math.floor(number / 0x1_0000_0000), 0xc2b2ae35)
    hash ^= hash >>> 16
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash ^= hash >>> 12
  return (hash >>> 0) / 0x1_0000_0000
}

/** One of a list that is not empty. */
export function pick<Item>(list: readonly [Item, ...Item[]], ...numbers: readonly number[]): Item {
  return list[Math.floor(chance(...numbers) * list.length)] ?? list[0]
}
