/** Where the parts of a JSON text stand. twice: keys that an object has more than once, with both lines from 1. */
export type JsonPlaces = { lines: ReadonlyMap<string, number>; twice: { path: string; first: number; second: number }[] }

/** key: the path of the value that stands under it. seen: the line of each of its keys. path: null too deep for anybody to ask. */
type Frame = { path: string | null; kind: '{' | '['; index: number; wantsKey: boolean; key: string | null; seen: Map<string, number> }
const askedDepth = 50

/**
 * The line of each key, and of each item that is a text, a list or an object, of a text that is JSON, by its path (`policy.rules[0].timeout`). `JSON.parse` takes the last of two equal keys and says nothing: here
 * both are found. Linear; depth costs no stack.
 */
export function findJsonPlaces(text: string): JsonPlaces {
  const lines = new Map<string, number>()
  const twice: JsonPlaces['twice'] = []
  const frames: Frame[] = []
  let line = 1
  const begin = (): string | null => {
    const top = frames.at(-1)
    if (!top) return ''
    if (top.kind === '{') return top.key
    if (top.path === null || frames.length > askedDepth) return null
    const path = `${top.path}[${top.index}]`
    lines.set(path, line)
    return path
  }
  const beginKey = (top: Frame, name: string): void => {
    top.key = top.path === null || frames.length > askedDepth ? null : top.path === '' ? name : `${top.path}.${name}`
    top.wantsKey = false
    const first = top.seen.get(name)
    if (first !== undefined) twice.push({ path: top.key ?? name, first, second: line })
    top.seen.set(name, line)
    if (top.key !== null && !lines.has(top.key)) lines.set(top.key, line)
  }
  for (let at = 0; at < text.length; at++) {
    const top = frames.at(-1)
    switch (text[at]) {
      case '\n':
        line++
        break
      case '{':
      case '[':
        frames.push({ path: begin(), kind: text[at] === '{' ? '{' : '[', index: 0, wantsKey: text[at] === '{', key: null, seen: new Map() })
        break
      case '}':
      case ']':
        frames.pop()
        break
      case ',':
        if (top) Object.assign(top, { index: top.index + 1, wantsKey: top.kind === '{' })
        break
      case '"': {
        const end = endOfText(text, at)
        if (top?.wantsKey) beginKey(top, keyOf(text.slice(at, end + 1)))
        else begin()
        at = end
        break
      }
    }
  }
  return { lines, twice }
}

function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  return text.length
}

// It was read as a text before.
const keyOf = (quoted: string): string => JSON.parse(quoted) as string
