import { isMap, isScalar, isSeq, parseDocument } from 'yaml'
import { type Path, valueAt } from './set-at'

/** One thing that may stand at a place of the text: `from` is where it begins. */
export type Offer = { label: string; detail: string; kind: 'key' | 'value' }
export type Offers = { from: number; offers: Offer[] } | null

const mark = 'OutriderCursor'

/**
 * What may be written at `offset` of a YAML text, by a JSON Schema: the keys that are not there yet, or the values of an enumeration. `extra` tells further values for
 * a path (`['rules', 0, 'mirror', 'version']`). null where nothing is known. The text need not be whole: a mark is put at the cursor and looked for.
 */
export function schemaCompletions(schema: unknown, text: string, offset: number, extra: (path: Path) => readonly string[]): Offers {
  const before = text.slice(0, offset)
  const word = /[\w@./-]*$/.exec(before)?.[0] ?? ''
  const from = offset - word.length
  const isValue = /(?::[ \t]+|\[[^\]{}]*)$/.test(lastPart(before.slice(0, from)))
  const rest = text.slice(offset).replace(/^[\w@./-]*/, '')
  const path = findMark(`${text.slice(0, from)}${mark}${isValue || /^\s*:/.test(rest) ? '' : ': 0'}${rest}`)
  if (!path) return null
  if (path.isKey) {
    const at = schemaAt(schema, path.parent)
    const keys = Object.entries(fieldsOf(at)).filter(([key]) => key === word || !path.siblings.includes(key))
    if (keys.length > 0) return { from, offers: keys.map(([label, inner]) => ({ label, detail: detailOf(inner), kind: 'key' })) }
  }
  const values = [...valuesOf(schemaAt(schema, path.whole)), ...extra(path.whole)]
  return values.length === 0 ? null : { from, offers: values.map((label) => ({ label, detail: '', kind: 'value' })) }
}

/** The part of the line in which the cursor stands: after the last brace, comma or dash. */
const lastPart = (before: string): string => {
  const line = before.slice(before.lastIndexOf('\n') + 1)
  const open = Math.max(line.lastIndexOf('{'), line.lastIndexOf('}'))
  const list = line.lastIndexOf('[') > line.lastIndexOf(']') ? line.lastIndexOf('[') : -1
  if (list > open) return line.slice(list)
  return line.slice(Math.max(open, line.lastIndexOf(', '), /^\s*- /.exec(line)?.[0].length ?? 0))
}

type Marked = { isKey: boolean; parent: Path; whole: Path; siblings: readonly string[] }

function findMark(text: string): Marked | null {
  return search(parseDocument(text, { uniqueKeys: false }).contents, [])
}

function search(node: unknown, path: Path): Marked | null {
  if (isScalar(node)) return isMarked(node) ? { isKey: false, parent: path.slice(0, -1), whole: path, siblings: [] } : null
  if (isSeq(node)) return firstOf(node.items.map((item, index) => () => search(item, [...path, index])))
  if (!isMap(node)) return null
  const keys = node.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''))
  return firstOf(
    node.items.map(({ key, value }, index) => () => {
      const name = keys[index] ?? ''
      if (isMarked(key)) return { isKey: true, parent: path, whole: path, siblings: keys.filter((each) => each !== name) }
      return search(value, [...path, name])
    }),
  )
}

const isMarked = (node: unknown): boolean => isScalar(node) && String(node.value).includes(mark)

function firstOf<T>(makes: readonly (() => T | null)[]): T | null {
  for (const make of makes) {
    const found = make()
    if (found) return found
  }
  return null
}

/** The schema of what stands at a path; undefined outside it. */
function schemaAt(schema: unknown, path: Path): unknown {
  let at = schema
  for (const key of path) at = typeof key === 'number' ? valueAt(at, ['items']) : valueAt(at, ['properties', key])
  return at
}

function fieldsOf(schema: unknown): Record<string, unknown> {
  const fields = valueAt(schema, ['properties'])
  return typeof fields === 'object' && fields !== null ? { ...fields } : {}
}

function valuesOf(schema: unknown): string[] {
  const values = valueAt(schema, ['enum'])
  if (Array.isArray(values)) return values.map(String)
  return valueAt(schema, ['type']) === 'boolean' ? ['true', 'false'] : []
}

function detailOf(schema: unknown): string {
  const values = valuesOf(schema)
  if (values.length > 2) return values.join(' | ')
  const type = valueAt(schema, ['type'])
  const words: Record<string, string> = {
    string: 'text',
    integer: 'whole number',
    number: 'number',
    boolean: 'true | false',
    array: 'list',
    object: 'keys',
  }
  return typeof type === 'string' ? (words[type] ?? type) : ''
}
