import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FileProblem } from './yaml-source'

type Read = { ok: true; webhooks: { url: string; secret: string }[] } | { ok: false; problems: FileProblem[] }
const shortestSecret = 16

/** The hooks with their secrets, from files relative to `base`; every problem at once. */
export function readWebhooks(list: readonly { url: string; secretFile: string }[], base: string, line: number | null): Read {
  const problems: FileProblem[] = []
  const webhooks = list.map(({ url, secretFile }, index) => {
    const secret = readSecret(resolve(base, secretFile))
    const path = `webhooks.${index}.secretFile`
    if (secret === null) problems.push({ path, line, message: `${secretFile} cannot be read` })
    else if (secret.length < shortestSecret)
      problems.push({ path, line, message: `${secretFile} holds fewer than ${shortestSecret} characters, e.g. from: openssl rand -hex 24` })
    return { url, secret: secret ?? '' }
  })
  return problems.length > 0 ? { ok: false, problems } : { ok: true, webhooks }
}

function readSecret(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null
  }
}
