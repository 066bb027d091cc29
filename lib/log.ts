import pino from 'pino'
import { environmentLogLevel } from '@/lib/config'
import { singleton } from '@/lib/singleton'

const levels = ['debug', 'info', 'warn', 'error', 'silent']

/** One JSON line each on standard error, written at once, so that the last words of a dying process are not lost. */
export const log = singleton('log', () => {
  const wanted = environmentLogLevel() ?? 'info'
  const options = { level: levels.includes(wanted) ? wanted : 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime }
  return pino(options, pino.destination({ fd: 2, sync: true }))
})
