import { type Document, LineCounter, parseDocument } from 'yaml'

export type ParsedText = { document: Document.Parsed; lines: LineCounter; length: number }

let last: { text: string; parsed: ParsedText } | null = null

/** A text as a syntax tree, for reading only: parsing is what a long policy costs most, and the same text is asked for by form, check and editor in turn. */
export function parseText(text: string): ParsedText {
  if (last?.text === text) return last.parsed
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false })
  const parsed = { document, lines, length: text.length }
  last = { text, parsed }
  return parsed
}
