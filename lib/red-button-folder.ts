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

const listFile = (folder: string): string => join(folder, 'proxies.json')
const pressedFile = (folder: string): string => join(folder, 'red-button.json')

export const writeProxyList = (folder: string, list: ProxyList): void => writeAside(listFile(folder), list)
export const writePressed = (folder: string, pressed: Pressed): void => writeAside(pressedFile(folder), pressed)
export const removePressed = (folder: string): void => rmSync(pressedFile(folder), { force: true })

/** Throws `unavailable` with what to do where there is none, or one that cannot be read. */
export function readProxyList(folder: string): ProxyList {
  const file = listFile(folder)
  if (!existsSync(file))
    throw new AppError(
      'unavailable',
      `${file} is not there: name the data folder of an Outrider that has run (--data, the key database: of its configuration)`,
    )
  return parse(listSchema, file)
}

/** null where nobody pressed it. */
export const readPressed = (folder: string): Pressed | null =>
  existsSync(pressedFile(folder)) ? parse(pressedSchema, pressedFile(folder)) : null

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
