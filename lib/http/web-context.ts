import type { Ctx } from '@/lib/operations/ctx'
import type { AccessRules } from './access'

export type WebLog = {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** What the web half needs for a request, built once per process by `context.ts` (by tests themselves). */
export type WebContext = Omit<Ctx, 'actor' | 'address'> & {
  access: AccessRules
  log: WebLog
  /** true in tests and development: an answer that its own schema refuses is a 500. */
  checkAnswers: boolean
}
