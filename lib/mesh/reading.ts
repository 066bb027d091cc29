import type { Millis } from './names'
import type { Problem } from './proxy'

/** The answer of a proxy that may be dead: a value either way, never an exception. */
export type Reading<T> = { ok: true; value: T; at: Millis } | { ok: false; problem: Problem; at: Millis }
