import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type { BodyType } from '@/lib/api/contracts/contract'
import { AppError } from '@/lib/errors'
import { findJsonPlaces } from './json-places'

export const maxBodyBytes = 1024 * 1024

/** A parsed body, and the line of the text that a path of the document stands on (null where the text cannot tell, or is one line of JSON). */
export type Body = { value: unknown; lineOf(path: string): number | null }

const typesOf: Record<string, BodyType> = {
  'application/json': 'application/json',
  'application/yaml': 'application/yaml',
  'application/x-yaml': 'application/yaml',
  'text/yaml': 'application/yaml',
}

/** Reads and parses a request's body. Throws `unsupported` for another content type, `too_large` above 1 MB, `invalid` with the line for broken text. */
export async function readBody(request: Request, accepted: readonly BodyType[]): Promise<Body> {
  if (!mayHaveBody(request.headers)) throw emptyBody(accepted)
  const sent = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const type = typesOf[sent]
  if (!type || !accepted.includes(type)) {
    throw new AppError('unsupported', `content-type is ${sent ? `"${sent}"` : 'missing'}: send ${accepted.join(' or ')}`)
  }
  const text = await readText(request)
  if (text.trim() === '') throw emptyBody(accepted)
  return type === 'application/json' ? parseJson(text) : parseYaml(text)
}

/** A request without a body says so: neither a length above 0 nor chunks. */
const mayHaveBody = (headers: Headers): boolean => Number(headers.get('content-length') ?? 0) > 0 || headers.has('transfer-encoding')

const emptyBody = (accepted: readonly BodyType[]): AppError =>
  new AppError('invalid', `the body is empty: send ${accepted.length > 1 ? 'JSON or YAML' : 'a JSON object'}`)

async function readText(request: Request): Promise<string> {
  const tooLarge = () => new AppError('too_large', `the body is larger than ${maxBodyBytes} bytes`)
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge()
  if (!request.body) return ''
  const parts: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.byteLength
    if (size > maxBodyBytes) {
      await reader.cancel()
      throw tooLarge()
    }
    parts.push(value)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts))
  } catch {
    throw new AppError('invalid', 'the body is not UTF-8 text')
  }
}

function parseJson(text: string): Body {
  const value = readJson(text)
  const { lines, twice } = findJsonPlaces(text)
  const problems = twice.slice(0, mostTwice).map(({ path, first, second }) => {
    const where = first === second ? '' : `, on lines ${first} and ${second}`
    return { path, message: `this key stands twice${where}: keep one of the two`, line: second }
  })
  const [bad] = problems
  if (bad)
    throw new AppError('invalid', `${bad.path}: ${bad.message}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}`, {
      problems,
    })
  return { value, lineOf: text.trim().includes('\n') ? (path) => lineAt(lines, path) : () => null }
}

const mostTwice = 50

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const line = brokenLine(text)
    throw new AppError('invalid', `the body is not JSON, line ${line}: send a JSON object`, { line })
  }
}

/** The line of a path, or of the nearest part above it that is there. */
function lineAt(lines: ReadonlyMap<string, number>, path: string): number | null {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.'), at.lastIndexOf('[')))) {
    const line = lines.get(at)
    if (line !== undefined) return line
  }
  return null
}

/** The line where JSON stops being JSON: the end of the longest beginning that could still go on. The parser itself does not always tell. */
function brokenLine(text: string): number {
  let good = 0
  let bad = text.length
  while (good < bad) {
    const middle = Math.ceil((good + bad) / 2)
    if (couldGoOn(text.slice(0, middle))) good = middle
    else bad = middle - 1
  }
  return text.slice(0, good).trimEnd().split('\n').length
}

function couldGoOn(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    return /Unexpected end|Unterminated string/.test(String(error))
  }
}

function parseYaml(text: string): Body {
  const { document, lines } = readDocument(text)
  const bad = document.errors[0]
  if (bad) {
    const { line } = lines.linePos(bad.pos[0])
    throw new AppError(
      'invalid',
      `the body is not YAML, line ${line}: ${bad.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? ''}`,
      { line },
    )
  }
  try {
    return { value: document.toJS({ maxAliasCount: 50 }), lineOf: lazyLines(text) }
  } catch (error) {
    throw new AppError('invalid', `the body is not usable YAML: ${error instanceof Error ? error.message : 'unknown'}`)
  }
}

function readDocument(text: string) {
  const lines = new LineCounter()
  return { document: parseDocument(text, { lineCounter: lines, uniqueKeys: true }), lines }
}

/** The text is read a second time only when something in it was wrong. */
function lazyLines(text: string): (path: string) => number | null {
  return (path) => {
    const { document, lines } = readDocument(text)
    const keys = path
      .split(/[.[\]]+/)
      .filter(Boolean)
      .map((key) => (/^\d+$/.test(key) ? Number(key) : key))
    for (let length = keys.length; length > 0; length--) {
      const parent = document.getIn(keys.slice(0, length - 1), true)
      const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === keys[length - 1]) : undefined
      const node = pair?.key ?? document.getIn(keys.slice(0, length), true)
      const offset = rangeStart(node)
      if (offset !== null) return lines.linePos(offset).line
    }
    return null
  }
}

function rangeStart(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return null
  const start: unknown = node.range[0]
  return typeof start === 'number' ? start : null
}
