import type { Api, Stream } from './api'

/**
 * What a command works with. `stream` reads an answer that is no JSON piece by piece. `print` writes a line to standard output, `write` what it is given; with `isJson` a command prints one JSON document instead of words.
 * isTerminal: what is written may be drawn over.
 */
export type Session = {
  api: Api
  stream: Stream
  isJson: boolean
  print(text: string): void
  write(text: string): void
  isTerminal: boolean
  env: Record<string, string | undefined>
}

/** 0: done, or nothing would change; 2: a change is planned; 1 is for errors, which are thrown. */
export type ExitCode = 0 | 2

/** Runs the work of one command. */
export type Run = (work: (session: Session) => ExitCode | Promise<ExitCode>) => Promise<void>

export function printResult(session: Session, value: unknown, words: () => string): void {
  session.print(session.isJson ? JSON.stringify(value, null, 2) : words())
}
