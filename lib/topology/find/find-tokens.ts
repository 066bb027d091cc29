import { numberFields, textFields } from './find-fields'

export type Token = { kind: 'word' | 'quoted' | 'pattern' | 'sign'; text: string; at: number }

export class FindError extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

const signs = ['!=', '!~', '>=', '<=', '=', '>', '<', '~', '(', ')']
const fields: ReadonlySet<string> = new Set([...textFields, ...Object.keys(numberFields), 'namespace'])
/** Labels are fields too: `label.team`. */
const isField = (word: string): boolean => fields.has(word) || /^label[.]./.test(word)

/** Words, `"quoted texts"`, `/patterns/` and signs, each with its place. Names may hold `/`, `@`, `:` and `-`; a `:` is a sign only after a field. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const character = text[at] ?? ''
    const sign = signs.find((each) => text.startsWith(each, at))
    if (/\s/.test(character)) at += 1
    else if (sign) {
      tokens.push({ kind: 'sign', text: sign, at })
      at += sign.length
    } else if (character === '"' || character === '/') {
      const end = closing(text, at, character)
      tokens.push({ kind: character === '"' ? 'quoted' : 'pattern', text: text.slice(at + 1, end), at: at + 1 })
      at = end + 1
    } else {
      const word = readWord(text, at)
      if (word.endsWith(':')) {
        tokens.push({ kind: 'word', text: word.slice(0, -1), at }, { kind: 'sign', text: ':', at: at + word.length - 1 })
      } else tokens.push({ kind: 'word', text: word, at })
      at += word.length
    }
  }
  return tokens
}

function closing(text: string, at: number, quote: string): number {
  for (let end = at + 1; end < text.length; end += 1) {
    if (quote === '/' && text[end] === '\\') end += 1
    else if (text[end] === quote) return end
  }
  throw new FindError(quote === '"' ? 'a quote is not closed' : 'a pattern is not closed: /…/', at)
}

/** Up to a blank or a sign; a field with its `:` is cut off behind that. */
function readWord(text: string, at: number): string {
  let end = at
  while (end < text.length && !/[\s"()=<>~]/.test(text[end] ?? '') && !/^![=~]/.test(text.slice(end, end + 2))) {
    end += 1
    if (text[end - 1] === ':' && isField(text.slice(at, end - 1).toLowerCase())) break
  }
  // A lone sign that begins nothing, e.g. a "!".
  return text.slice(at, Math.max(end, at + 1))
}
