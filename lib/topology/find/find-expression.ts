import type { BadgeWord, NumberField, TextField } from './find-fields'

export type Compare = '=' | '!=' | '>' | '>=' | '<' | '<='
/** Tests a text that is already in lower case. */
export type TextTest = (text: string) => boolean

/** A parsed find or hide. */
export type FindExpression =
  | { kind: 'and' | 'or'; parts: FindExpression[] }
  | { kind: 'not'; part: FindExpression }
  | { kind: 'word'; word: string; fits: TextTest }
  | { kind: 'text'; field: TextField; isNot: boolean; fits: TextTest }
  | { kind: 'label'; name: string; isNot: boolean; fits: TextTest }
  | { kind: 'number'; field: NumberField; compare: Compare; value: number }
  | { kind: 'has'; badge: BadgeWord }
  | { kind: 'reach'; way: 'from' | 'to'; fits: TextTest }

/** `at` is the place in the text, from 0; the message says what would be right. An empty text is no expression. */
export type ParsedFind = { ok: true; expression: FindExpression | null } | { ok: false; message: string; at: number }
