import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '@/lib/errors'

/**
 * Whom to tell when neither Outrider nor its database answers: kept beside the database, so that the command line finds it. stopKeys: of a proxy that Outrider does not
 * configure, the values at run time by which its fault filters inject; absent for all others, which obey the red button's own value.
 */
const listSchema = z.object({
  at: z.string(),
  proxies: z.array(z.object({ id: z.string(), service: z.string(), adminUrl: z.string(), stopKeys: z.array(z.string()).optional() })),
})
export type ProxyList = z.infer<typeof listSchema>
const pressedSchema = z.object({ at: z.string(), actor: z.string(), reason: z.string() })
/** The red button pressed while Outrider was away; it takes it up when it is back. */
export type Pressed = z.infer<typeof pressedSchema>
/**
 * By proxy and key what its admin layer held before the command line set it to 0 (empty: nothing): only these zeros are taken out at a release, whoever makes it and whenever.
 * A 0 that stood there before is its owner's, and is never here.
 */
const stoppedSchema = z.record(z.string(), z.record(z.string(), z.string()))
export type StoppedValues = z.infer<typeof stoppedSchema>

const listFile = (folder: string): string => join(folder, 'proxies.json')
const pressedFile = (folder: string): string => join(folder, 'red-button.json')
const stoppedFile = (folder: string): string => join(folder, 'red-button-set.json')

export const writeProxyList = (folder: string, list: ProxyList): void => writeAside(listFile(folder), list)
export const writePressed = (folder: string, pressed: Pressed): void => writeAside(pressedFile(folder), pressed)
export const removePressed = (folder: string): void => rmSync(pressedFile(folder), { force: true })

/** Throws `unavailable` with what to do where there is none, or one that cannot be read. */
export function readProxyList(folder: string): ProxyList {
  const file = listFile(folder)
  if (!existsSync(file))
    throw new AppError(
      'unavailable',
      `${file} is not there: name the folder of the database of an Outrider that has run (--data; the key database: of its configuration, in a demo .outrider/database)`,
    )
  return parse(listSchema, file)
}

/** null where nobody pressed it. */
export const readPressed = (folder: string): Pressed | null =>
  existsSync(pressedFile(folder)) ? parse(pressedSchema, pressedFile(folder)) : null

/** Empty where nothing was set, or all was given back. */
export const readStopped = (folder: string): StoppedValues =>
  existsSync(stoppedFile(folder)) ? parse(stoppedSchema, stoppedFile(folder)) : {}

/** Before it is set. What was noted of a key first stays: pressed again, it holds the 0 already. */
export function noteStopped(folder: string, proxyId: string, values: Readonly<Record<string, string>>): void {
  const noted = readStopped(folder)
  writeAside(stoppedFile(folder), { ...noted, [proxyId]: { ...values, ...noted[proxyId] } })
}

export function forgetStopped(folder: string, proxyId: string): void {
  const { [proxyId]: gone, ...others } = readStopped(folder)
  if (gone === undefined) return
  if (Object.keys(others).length === 0) rmSync(stoppedFile(folder), { force: true })
  else writeAside(stoppedFile(folder), others)
}

function parse<T>(schema: z.ZodType<T>, file: string): T {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new AppError('unavailable', `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Written beside and renamed, so that a reader never meets half a file. Only the owner may read it. */
function writeAside(file: string, value: object): void {
  const beside = `${file}.${process.pid}`
  writeFileSync(beside, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  renameSync(beside, file)
}
