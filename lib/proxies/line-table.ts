type Slot<S> = { key: string; sink: S | null; next: Slot<S> | null }

/** How one kind of page is read: where a line's key ends, what the key means, what to do with the rest of the line. */
export type LineFormat<S> = {
  /** Index after the key (its separator included) of the line text[from..to), or -1 when the line makes no sense. */
  keyEnd(text: string, from: number, to: number): number
  /** Asked once per key; null: of no interest. */
  resolve(key: string): S | null
  /** Reads the value text[from..to); false when it makes no sense. */
  apply(sink: S, text: string, from: number, to: number): boolean
}

/**
 * Reads pages of one target line by line, chunk by chunk. Keys are interned per target, and each line is first held against the line that followed last
 * time, so a page in its usual order costs one comparison a line. Blank lines and those that start with # are passed over.
 * Bytes are taken as latin1 for speed; a new key is decoded as UTF-8 when it is resolved.
 */
export class LineTable<S> {
  private readonly format: LineFormat<S>
  private readonly slots = new Map<string, Slot<S>>()
  private readonly first: Slot<S> = { key: '', sink: null, next: null }
  private last = this.first
  private rest = ''
  lines = 0
  badLines = 0
  /** Lines whose key was of interest. */
  taken = 0

  constructor(format: LineFormat<S>) {
    this.format = format
  }

  begin(): void {
    if (this.slots.size > 2 * this.lines + 1000) this.slots.clear()
    this.last = this.first
    this.rest = ''
    this.lines = 0
    this.badLines = 0
    this.taken = 0
  }

  feed(chunk: Buffer): void {
    const text = this.rest === '' ? chunk.toString('latin1') : this.rest + chunk.toString('latin1')
    let from = 0
    for (;;) {
      const to = text.indexOf('\n', from)
      if (to < 0) break
      if (to > from && text.charCodeAt(from) !== 35) this.line(text, from, text.charCodeAt(to - 1) === 13 ? to - 1 : to)
      from = to + 1
    }
    this.rest = from === text.length ? '' : text.slice(from)
  }

  /** Answers false when the page ended in the middle of a line. */
  end(): boolean {
    const isWhole = this.rest === ''
    this.rest = ''
    return isWhole
  }

  private line(text: string, from: number, to: number): void {
    this.lines++
    let slot = this.last.next
    if (!slot || !text.startsWith(slot.key, from)) {
      const end = this.format.keyEnd(text, from, to)
      if (end < 0 || end > to) {
        this.badLines++
        return
      }
      slot = this.lookup(text.slice(from, end))
      this.last.next = slot
    }
    this.last = slot
    if (slot.sink === null) return
    this.taken++
    if (!this.format.apply(slot.sink, text, from + slot.key.length, to)) this.badLines++
  }

  private lookup(key: string): Slot<S> {
    const known = this.slots.get(key)
    if (known) return known
    const slot: Slot<S> = { key, sink: this.format.resolve(Buffer.from(key, 'latin1').toString('utf8')), next: null }
    this.slots.set(key, slot)
    return slot
  }
}

/** A number at text[from..to), up to a blank; NaN when there is none. Whole numbers, which nearly all are, take the short way. */
export function parseNumber(text: string, from: number, to: number): number {
  let value = 0
  let at = from
  for (; at < to; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  if (at > from && (at === to || text.charCodeAt(at) === 32)) return value
  const blank = text.indexOf(' ', from)
  const word = text.slice(from, blank < 0 || blank > to ? to : blank)
  if (word === '+Inf') return Number.POSITIVE_INFINITY
  return word === '' ? Number.NaN : Number(word)
}
