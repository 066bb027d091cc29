export type RegexFault = { message: string; fix: string }

/**
 * Envoy refuses a regular expression of more than 100 RE2 instructions (`re2.max_program_size.error_level`). The size is estimated from above; what is
 * repeated counts as often as it may be. Source: measured on Envoy 1.40.0; RE2, "compile.cc".
 */
const mostInstructions = 100

/**
 * Why a regular expression cannot be used; null when it can. Taken is the plain part of RE2 that reads the same everywhere: literals, `.`, classes, groups,
 * `|`, `* + ? {n,m}` and their lazy forms, `^ $ \b \B`, `\d \w \s`, and `(?i)` in front. RE2 needs time linear in the text, whatever the expression.
 */
export function checkRegex(regex: string): RegexFault | null {
  if (regex === '') return { message: 'the regular expression is empty', fix: 'write one, e.g. /items/[0-9]+' }
  const strange = /[^\x20-\x7e]/.exec(regex)
  if (strange)
    return {
      message: `the regular expression holds ${JSON.stringify(strange[0])}`,
      fix: 'use plain ASCII; in paths other characters come per cent encoded, e.g. %C3%A9',
    }
  const isFolded = regex.startsWith('(?i)')
  const reader: Reader = { text: isFolded ? regex.slice(4) : regex, at: 0, depth: 0 }
  try {
    const size = readAlternation(reader) + 4
    if (reader.at < reader.text.length) throw new Fault('a ) has no ( before it', 'write \\) for the character itself')
    if ((isFolded ? size * 2 : size) > mostInstructions)
      throw new Fault(
        `it is too large for Envoy: about ${isFolded ? size * 2 : size} steps, at most ${mostInstructions}`,
        'shorten it, or repeat less: what may come n times counts n times',
      )
    return null
  } catch (error) {
    if (error instanceof Fault)
      return { message: `the regular expression ${JSON.stringify(regex)} cannot be used: ${error.message}`, fix: error.fix }
    throw error
  }
}

class Fault extends Error {
  readonly fix: string
  constructor(message: string, fix: string) {
    super(message)
    this.fix = fix
  }
}

type Reader = { readonly text: string; at: number; depth: number }

const peek = ({ text, at }: Reader): string => text.charAt(at)
const rest = ({ text, at }: Reader): string => text.slice(at)

function readAlternation(reader: Reader): number {
  let size = readSequence(reader)
  while (peek(reader) === '|') {
    reader.at++
    size += readSequence(reader) + 1
  }
  return size
}

function readSequence(reader: Reader): number {
  let size = 0
  while (reader.at < reader.text.length && peek(reader) !== '|' && peek(reader) !== ')') size += readRepeated(reader)
  return Math.max(size, 1)
}

function readRepeated(reader: Reader): number {
  const start = reader.at
  const size = readAtom(reader)
  const quantifier = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(rest(reader))
  if (!quantifier) return size
  if (/^[\^$]|^\\[bB]/.test(reader.text.slice(start))) throw new Fault('an anchor cannot be repeated', 'repeat what stands beside it')
  reader.at += quantifier[0].length
  if (/^[*+?{]/.test(rest(reader)))
    throw new Fault(`${quantifier[0]}${peek(reader)} repeats a repetition`, 'put a group around what is repeated, (?:…)')
  const [, least, comma, most] = quantifier
  if (least === undefined) return size + 2
  return repeatedSize(size, Number(least), comma === undefined ? Number(least) : most === '' ? null : Number(most))
}

function repeatedSize(size: number, least: number, most: number | null): number {
  if (least > 1000 || (most ?? 0) > 1000) throw new Fault('it repeats more than 1000 times', 'repeat at most 1000 times')
  if (most === null) return Math.max(1, least) * size + 2
  if (most < least) throw new Fault(`{${least},${most}} ends before it begins`, `write {${most},${least}}`)
  return most * size + (most - least) + 1
}

function readAtom(reader: Reader): number {
  const char = peek(reader)
  if (char === '(') return readGroup(reader)
  if (char === '[') return readClass(reader)
  if (char === '\\') return readEscape(reader)
  if (/[*+?]/.test(char)) throw new Fault(`there is nothing before ${char} to repeat`, `write \\${char} for the character itself`)
  if (/[{}\]]/.test(char)) throw new Fault(`${char} stands alone`, `write \\${char} for the character itself`)
  reader.at++
  return char === '.' ? 2 : 1
}

function readGroup(reader: Reader): number {
  const kind = /^\(\?(?!:)(?:P?<[A-Za-z]\w*>|[=!>]|<[=!]|[^)]?)/.exec(rest(reader))?.[0]
  if (kind) throw new Fault(...describeGroup(kind))
  const isPlain = rest(reader).startsWith('(?:')
  reader.at += isPlain ? 3 : 1
  if (++reader.depth > 50) throw new Fault('its groups are nested more than 50 deep', 'nest them less')
  const size = readAlternation(reader)
  if (peek(reader) !== ')') throw new Fault('a ( is never closed', 'close it, or write \\( for the character itself')
  reader.at++
  reader.depth--
  return isPlain ? size : size + 2
}

function describeGroup(kind: string): [message: string, fix: string] {
  if (/[=!]$/.test(kind)) return [`${kind} looks around, which RE2 cannot`, 'match the text itself, or use several header tests']
  if (kind.endsWith('(?>')) return [`${kind} is an atomic group, which RE2 has not`, 'use (?:…)']
  if (/</.test(kind)) return [`${kind} names a group, and nobody asks for it`, 'use (?:…)']
  return [`${kind} is no kind of group that is taken`, 'use (?:…), and (?i) only in front of everything']
}

const classSizes: Record<string, number> = { d: 1, D: 2, w: 4, W: 5, s: 3, S: 4 }

function readEscape(reader: Reader): number {
  const char = reader.text.charAt(reader.at + 1)
  reader.at += 2
  if (char === '') throw new Fault('it ends in a backslash', 'write \\\\ for a backslash')
  if (/[1-9]/.test(char)) throw new Fault(`\\${char} refers back to a group, which RE2 cannot`, 'write the text again')
  if (/[bB]/.test(char)) return 1
  if (Object.hasOwn(classSizes, char)) return classSizes[char] ?? 1
  if (/[tnrfv]/.test(char) || /[^A-Za-z0-9]/.test(char)) return 1
  throw new Fault(`\\${char} is not known`, 'use \\d \\w \\s \\b, or a backslash before a sign')
}

function readClass(reader: Reader): number {
  reader.at++
  const isNegated = peek(reader) === '^'
  if (isNegated) reader.at++
  let size = 0
  while (peek(reader) !== ']') {
    if (reader.at >= reader.text.length) throw new Fault('a [ is never closed', 'close it, or write \\[ for the character itself')
    size += readClassItem(reader)
  }
  if (size === 0) throw new Fault('a class [] is empty', 'write \\[\\] for the characters themselves')
  reader.at++
  return isNegated ? size + 1 : size
}

function readClassItem(reader: Reader): number {
  const first = readClassChar(reader)
  if (peek(reader) !== '-' || reader.text.charAt(reader.at + 1) === ']') return first.size
  reader.at++
  const last = readClassChar(reader)
  if (first.code === null || last.code === null)
    throw new Fault('a range in a class needs a character at both ends', 'put \\d, \\w or \\s beside the range')
  if (last.code < first.code)
    throw new Fault(`the range ${String.fromCharCode(first.code)}-${String.fromCharCode(last.code)} ends before it begins`, 'turn it round')
  return 1
}

function readClassChar(reader: Reader): { size: number; code: number | null } {
  const char = peek(reader)
  if (char === '[') throw new Fault('a [ stands inside a class', 'write \\[ for the character itself, and a-zA-Z for [:alpha:]')
  if (char !== '\\') {
    reader.at++
    return { size: 1, code: char.charCodeAt(0) }
  }
  const escaped = reader.text.charAt(reader.at + 1)
  if (/[bB]/.test(escaped)) throw new Fault(`\\${escaped} stands inside a class`, 'put it outside')
  const size = readEscape(reader)
  const isSign = /[^A-Za-z0-9]/.test(escaped)
  return { size, code: isSign ? escaped.charCodeAt(0) : /[tnrfv]/.test(escaped) ? (controlCodes[escaped] ?? null) : null }
}

const controlCodes: Record<string, number> = { t: 9, n: 10, v: 11, f: 12, r: 13 }
