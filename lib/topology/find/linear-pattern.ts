/** A compiled pattern. `test` looks for it anywhere in the text, case ignored, in O(pattern × text) whatever both are. */
export type LinearPattern = { ok: true; test(text: string): boolean } | { ok: false; message: string; at: number }

type Instruction =
  | { kind: 'one'; fits: (character: string) => boolean; next: number }
  | { kind: 'fork'; next: number; other: number }
  | { kind: 'edge'; isStart: boolean; next: number }
  | { kind: 'end' }
type Piece =
  | { kind: 'one'; fits: (character: string) => boolean }
  | { kind: 'edge'; isStart: boolean }
  | { kind: 'row'; parts: Piece[] }
  | { kind: 'either'; parts: Piece[] }
  | { kind: 'many'; part: Piece; least: 0 | 1; isOnce: boolean }

const longest = 200

class PatternError extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/**
 * Letters, `.`, `[a-z]`, `[^…]`, `\d \w \s`, `* + ?`, `|`, groups, `^` and `$`; no counts, look-arounds and back-references, which could take for ever.
 * Source: Thompson 1968, as told by Cox, "Regular Expression Matching Can Be Simple And Fast": all ways are followed at once, none is tried twice.
 */
export function compilePattern(source: string): LinearPattern {
  try {
    if (source.length > longest) throw new PatternError(`a pattern has at most ${longest} characters`, longest)
    const program = assemble(parse(source))
    return { ok: true, test: (text) => run(program, [...text.toLowerCase()]) }
  } catch (error) {
    if (error instanceof PatternError) return { ok: false, message: error.message, at: error.at }
    throw error
  }
}

function parse(source: string): Piece {
  const characters = [...source.toLowerCase()]
  let at = 0
  const either = (): Piece => {
    const parts = [row()]
    while (characters[at] === '|') {
      at += 1
      parts.push(row())
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'either', parts }
  }
  const row = (): Piece => {
    const parts: Piece[] = []
    while (at < characters.length && characters[at] !== '|' && characters[at] !== ')') parts.push(repeated())
    return { kind: 'row', parts }
  }
  const repeated = (): Piece => {
    let part = single()
    for (let sign = characters[at]; sign === '*' || sign === '+' || sign === '?'; sign = characters[at]) {
      part = { kind: 'many', part, least: sign === '+' ? 1 : 0, isOnce: sign === '?' }
      at += 1
    }
    return part
  }
  const single = (): Piece => {
    const start = at
    const character = characters[at] ?? ''
    at += 1
    if (character === '(') {
      const inside = either()
      if (characters[at] !== ')') throw new PatternError('a group is not closed', start)
      at += 1
      return inside
    }
    if (character === '[') return set(start)
    if (character === '\\') return { kind: 'one', fits: escaped(start) }
    if (character === '^' || character === '$') return { kind: 'edge', isStart: character === '^' }
    if (character === '.') return { kind: 'one', fits: () => true }
    if ('*+?{'.includes(character))
      throw new PatternError(`nothing stands before “${character}”; a plain one is written \\${character}`, start)
    return { kind: 'one', fits: (other) => other === character }
  }
  const escaped = (start: number): ((character: string) => boolean) => {
    const character = characters[at]
    at += 1
    if (character === undefined) throw new PatternError('nothing follows the last \\', start)
    if (character === 'd') return (other) => other >= '0' && other <= '9'
    if (character === 'w') return (other) => /^[\p{L}\p{N}_]$/u.test(other)
    if (character === 's') return (other) => /^\s$/.test(other)
    if (/^[a-z0-9]$/.test(character)) throw new PatternError(`\\${character} means nothing here`, start)
    return (other) => other === character
  }
  const set = (start: number): Piece => {
    const isNot = characters[at] === '^'
    if (isNot) at += 1
    const tests: ((character: string) => boolean)[] = []
    for (let isFirst = true; isFirst || characters[at] !== ']'; isFirst = false) {
      const from = characters[at]
      if (from === undefined) throw new PatternError('a [ is not closed', start)
      at += 1
      if (from === '\\') {
        tests.push(escaped(at - 1))
        continue
      }
      const to = characters[at + 1]
      if (characters[at] === '-' && to !== undefined && to !== ']') {
        if (to < from) throw new PatternError(`${from}-${to} is the wrong way round`, at - 1)
        tests.push((other) => other >= from && other <= to)
        at += 2
      } else tests.push((other) => other === from)
    }
    at += 1
    return { kind: 'one', fits: (character) => tests.some((test) => test(character)) !== isNot }
  }
  const piece = either()
  if (at < characters.length) throw new PatternError('a ) closes nothing', at)
  return piece
}

/** The pieces as instructions; each is emitted with the place where it goes on. */
function assemble(piece: Piece): Instruction[] {
  const program: Instruction[] = [{ kind: 'end' }]
  const emit = (part: Piece, next: number): number => {
    switch (part.kind) {
      case 'one':
        return program.push({ kind: 'one', fits: part.fits, next }) - 1
      case 'edge':
        return program.push({ kind: 'edge', isStart: part.isStart, next }) - 1
      case 'row':
        return part.parts.reduceRight((after, each) => emit(each, after), next)
      case 'either':
        return part.parts.map((each) => emit(each, next)).reduce((other, each) => program.push({ kind: 'fork', next: each, other }) - 1)
      case 'many': {
        if (part.isOnce) return program.push({ kind: 'fork', next: emit(part.part, next), other: next }) - 1
        const fork: Instruction = { kind: 'fork', next: 0, other: next }
        const place = program.push(fork) - 1
        fork.next = emit(part.part, place)
        return part.least === 1 ? fork.next : place
      }
    }
  }
  const start = emit(piece, 0)
  program.push({ kind: 'fork', next: start, other: start })
  return program
}

function run(program: readonly Instruction[], text: readonly string[]): boolean {
  let current = new Set<number>()
  for (let at = 0; at <= text.length; at += 1) {
    // It may begin at every character.
    if (follow(program, program.length - 1, current, at, text.length)) return true
    const character = text[at]
    if (character === undefined) return false
    const after = new Set<number>()
    for (const place of current) {
      const instruction = program[place]
      if (instruction?.kind === 'one' && instruction.fits(character) && follow(program, instruction.next, after, at + 1, text.length))
        return true
    }
    current = after
  }
  return false
}

/** Adds all places that are reached without a character; true where the end is among them. */
function follow(program: readonly Instruction[], start: number, into: Set<number>, at: number, length: number): boolean {
  const open = [start]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (into.has(place)) continue
    into.add(place)
    const instruction = program[place]
    if (!instruction || instruction.kind === 'end') return true
    if (instruction.kind === 'fork') open.push(instruction.next, instruction.other)
    else if (instruction.kind === 'edge' && at === (instruction.isStart ? 0 : length)) open.push(instruction.next)
  }
  return false
}
