import { Lexer } from 'yaml'

const beforeScalar = '\x1f'

/** Does a YAML text hold a comment? A `#` within a value is none. */
export function holdsComments(text: string): boolean {
  if (!text.includes('#')) return false
  let former = ''
  for (const token of new Lexer().lex(text)) {
    if (token.startsWith('#') && former !== beforeScalar) return true
    former = token
  }
  return false
}
