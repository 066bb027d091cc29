/** Asks until the answer is neither false, null nor undefined, and gives it; throws, with the last answer or error, when the deadline passes. */
export async function waitFor<T>(what: string, ask: () => T | Promise<T>, deadlineMs = 20_000): Promise<NonNullable<Exclude<T, false>>> {
  const end = Date.now() + deadlineMs
  let last: unknown
  for (;;) {
    try {
      const answer = await ask()
      // Neither null, undefined nor false, which is what the type says.
      if (answer !== false && answer !== null && answer !== undefined) return answer as NonNullable<Exclude<T, false>>
      last = answer
    } catch (error) {
      last = error
    }
    if (Date.now() > end) throw new Error(`waited ${deadlineMs} ms for ${what}; last: ${String(last)}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
