import type { Millis } from '@/lib/mesh/names'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * An id that sorts by time: 10 characters of milliseconds, 10 of chance (50 bits), in Crockford's base 32, lower case.
 * random: 0..1, as Math.random.
 */
export function newId(now: Millis, random: () => number): string {
  let time = ''
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = alphabet.charAt(rest % 32) + time
  let chance = ''
  for (let i = 0; i < 10; i++) chance += alphabet.charAt(Math.floor(random() * 32))
  return time + chance
}
