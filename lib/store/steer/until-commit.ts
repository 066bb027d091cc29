import { frozen } from './parse-once'

/**
 * A read that is remembered until anybody commits to the database: documents are parsed once per commit, not once per request. `version` changes with every
 * commit (null: not to be told just now, then it is read). It is asked before the read, so a commit in between costs one more read and never an old answer.
 * What is answered is shared by all who ask, and therefore frozen.
 */
export function untilCommit<T>(version: () => number | null, read: () => Promise<T>): () => Promise<T> {
  let known: { version: number; answer: Promise<T> } | null = null
  return () => {
    const now = version()
    if (known && known.version === now) return known.answer
    const answer = read().then(frozen)
    if (now === null) return answer
    const fresh = { version: now, answer }
    known = fresh
    answer.catch(() => {
      if (known === fresh) known = null
    })
    return answer
  }
}
