import type { Compare, FindExpression, ParsedFind, TextTest } from './find-expression'
import { type BadgeWord, badgeWords, healths, type NumberField, numberFields, type TextField, textFields } from './find-fields'
import { FindError, type Token, tokenise } from './find-tokens'
import { compilePattern } from './linear-pattern'

const longest = 2000

/**
 * Find and hide. `not` binds before `and` before `or`; words side by side are joined by `and`; parentheses. A bare word is a part of a name, or a health.
 * `=` takes `*` for anything, `~` is a part or a `/pattern/`. Units: `250ms`, `1.5s`, `2%`. Case is ignored.
 */
export function parseFind(text: string): ParsedFind {
  try {
    if (text.length > longest) throw new FindError(`at most ${longest} characters`, longest)
    const tokens = tokenise(text)
    if (tokens.length === 0) return { ok: true, expression: null }
    const reader = new Reader(tokens, text.length)
    const expression = readOr(reader)
    const rest = reader.peek()
    if (rest) throw new FindError(`“${rest.text}” closes nothing`, rest.at)
    return { ok: true, expression }
  } catch (error) {
    if (error instanceof FindError) return { ok: false, message: error.message, at: error.at }
    throw error
  }
}

class Reader {
  private readonly tokens: readonly Token[]
  readonly end: number
  private index = 0
  constructor(tokens: readonly Token[], end: number) {
    this.tokens = tokens
    this.end = end
  }
  peek(ahead = 0): Token | undefined {
    return this.tokens[this.index + ahead]
  }
  next(wanted: string): Token {
    const token = this.tokens[this.index]
    if (!token) throw new FindError(`${wanted} is missing at the end`, this.end)
    this.index += 1
    return token
  }
  isWord(word: string): boolean {
    const token = this.peek()
    return token?.kind === 'word' && token.text.toLowerCase() === word
  }
}

function readOr(reader: Reader): FindExpression {
  const first = readAnd(reader)
  const parts = [first]
  while (reader.isWord('or')) {
    reader.next('or')
    parts.push(readAnd(reader))
  }
  return parts.length === 1 ? first : { kind: 'or', parts }
}

function readAnd(reader: Reader): FindExpression {
  const first = readNot(reader)
  const parts = [first]
  for (;;) {
    const token = reader.peek()
    if (!token || token.text === ')' || reader.isWord('or')) break
    if (reader.isWord('and')) reader.next('and')
    parts.push(readNot(reader))
  }
  return parts.length === 1 ? first : { kind: 'and', parts }
}

function readNot(reader: Reader): FindExpression {
  if (reader.isWord('not')) {
    reader.next('not')
    return { kind: 'not', part: readNot(reader) }
  }
  if (reader.peek()?.text !== '(' || reader.peek()?.kind !== 'sign') return readTerm(reader)
  const open = reader.next('(')
  const inside = readOr(reader)
  if (reader.peek()?.text !== ')') throw new FindError('this ( is not closed', open.at)
  reader.next(')')
  return inside
}

function readTerm(reader: Reader): FindExpression {
  const token = reader.next('a name or a comparison')
  if (token.kind === 'sign') throw new FindError(`“${token.text}” has nothing before it`, token.at)
  const word = token.text.toLowerCase()
  if (token.kind === 'word' && (word === 'and' || word === 'or')) throw new FindError(`“${word}” has nothing before it`, token.at)
  const follower = reader.peek()
  if (token.kind === 'word' && follower?.kind === 'sign' && follower.text !== '(' && follower.text !== ')')
    return readComparison(reader, token)
  if (token.kind === 'word' && (word === 'from' || word === 'to') && follower?.text === '(') return readReach(reader, word)
  if (token.kind === 'word' && word === 'has') return readHas(reader)
  return { kind: 'word', word, fits: partTest(token) }
}

function readHas(reader: Reader): FindExpression {
  const token = reader.next('what it has, e.g. has fault,')
  const word = token.text.toLowerCase()
  if (!isBadgeWord(word)) throw new FindError(`it can have ${Object.keys(badgeWords).join(', ')}, not “${token.text}”`, token.at)
  return { kind: 'has', badge: word }
}

function readReach(reader: Reader, way: 'from' | 'to'): FindExpression {
  const open = reader.next('(')
  const name = reader.next('a name')
  if (name.kind === 'sign') throw new FindError(`write ${way}(shop/cart)`, name.at)
  if (reader.peek()?.text !== ')') throw new FindError('this ( is not closed', open.at)
  reader.next(')')
  return { kind: 'reach', way, fits: equalTest(name) }
}

function readComparison(reader: Reader, token: Token): FindExpression {
  const label = /^label[.](.+)$/.exec(token.text.toLowerCase())?.[1]
  if (label !== undefined) return { kind: 'label', name: label, ...readTextTest(reader, token.text) }
  const field = toField(token)
  if (!isNumberField(field)) return { kind: 'text', field, ...readTextTest(reader, field) }
  const sign = reader.next('a comparison')
  const value = reader.next(`what ${field} is compared with`)
  if (value.kind === 'sign') throw new FindError(`what ${field} is compared with is missing`, value.at)
  return { kind: 'number', field, compare: toCompare(sign, field), value: toNumber(value, field) }
}

function readTextTest(reader: Reader, field: string): { isNot: boolean; fits: TextTest } {
  const sign = reader.next('a comparison')
  const value = reader.next(`what ${field} is compared with`)
  if (value.kind === 'sign') throw new FindError(`what ${field} is compared with is missing`, value.at)
  if (sign.text === '=' || sign.text === ':' || sign.text === '!=') return { isNot: sign.text === '!=', fits: equalTest(value) }
  if (sign.text === '~' || sign.text === '!~') return { isNot: sign.text === '!~', fits: partTest(value) }
  throw new FindError(`${field} is a word: use =, !=, ~ or !~`, sign.at)
}

function toField(token: Token): TextField | NumberField {
  const word = token.text.toLowerCase()
  const name = word === 'namespace' ? 'ns' : word
  if (isNumberField(name) || isTextField(name)) return name
  throw new FindError(`there is no “${token.text}”: ${[...textFields, 'label.NAME', ...Object.keys(numberFields)].join(', ')}`, token.at)
}

function toCompare(sign: Token, field: NumberField): Compare {
  const { text } = sign
  if (text === '=' || text === '!=' || text === '>' || text === '>=' || text === '<' || text === '<=') return text
  if (text === ':') return '='
  throw new FindError(`${field} is a number: use =, !=, >, >=, < or <=`, sign.at)
}

const unitOf: Record<string, { of: 'ratio' | 'ms' | 'plain'; factor: number }> = {
  '%': { of: 'ratio', factor: 0.01 },
  ms: { of: 'ms', factor: 1 },
  s: { of: 'ms', factor: 1000 },
  k: { of: 'plain', factor: 1000 },
}
const examples = { ratio: '1%', ms: '250ms or 1.5s', plain: '10 or 2k' }

function toNumber(token: Token, field: NumberField): number {
  const wanted = numberFields[field]
  const match = /^(\d+(?:[.]\d+)?)(%|ms|s|k)?$/.exec(token.text.toLowerCase())
  const unit = match?.[2] ? unitOf[match[2]] : null
  const value = Number(match?.[1])
  // A zero is the same in every unit; a ratio without its sign could be meant either way.
  const isPlain = match && !unit && (wanted === 'plain' || value === 0)
  if (!match || !(isPlain || unit?.of === wanted)) throw new FindError(`${field} is compared with e.g. ${examples[wanted]}`, token.at)
  return value * (unit?.factor ?? 1)
}

/** Equal, with `*` for anything. */
function equalTest(token: Token): TextTest {
  const text = token.text.toLowerCase()
  if (token.kind === 'pattern') return patternTest(token)
  if (token.kind === 'quoted' || !text.includes('*')) return (other) => other === text
  const source = text
    .split('*')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('.*')
  return patternTest({ ...token, text: `^${source}$` })
}

function partTest(token: Token): TextTest {
  if (token.kind === 'pattern') return patternTest(token)
  const text = token.text.toLowerCase()
  if (token.kind === 'word' && text.includes('*')) return equalTest(token)
  return (other) => other.includes(text)
}

function patternTest(token: Token): TextTest {
  const pattern = compilePattern(token.text)
  if (!pattern.ok) throw new FindError(pattern.message, token.at + pattern.at)
  return pattern.test
}

const isBadgeWord = (word: string): word is BadgeWord => Object.hasOwn(badgeWords, word)
const isNumberField = (word: string): word is NumberField => Object.hasOwn(numberFields, word)
const isTextField = (word: string): word is TextField => (textFields as readonly string[]).includes(word)

/** Words that mean a health where they stand alone. */
export const isHealthWord = (word: string): boolean => healths.includes(word)
