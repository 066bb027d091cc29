/**
 * What a cumulative counter counted since `before`: after a reset (it shrank) all of `current` is new. Exact unless a reset counter has already passed
 * its former value, which no counter alone can tell.
 */
export const counterDelta = (current: number, before: number): number => (current < before ? current : current - before)
