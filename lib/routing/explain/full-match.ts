const posix: Record<string, string> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  digit: '0-9',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
}

/**
 * An expression that matches a whole text as RE2 does, for what RE2 and JavaScript both have; null for what only RE2 knows (flags in the middle, \Q, \C, negated
 * POSIX classes). Source: RE2, doc/syntax.txt. Groups and greed do not matter, as only the whole text counts.
 */
export function toFullMatch(regex: string): RegExp | null {
  const flagged = /^\(\?([is]+)\)/.exec(regex)
  const body = flagged ? regex.slice(flagged[0].length) : regex
  if (/\\[QECGz]|\\x\{|\[:\^/.test(body.replace(/\\z$/, ''))) return null
  const translated = body
    .replace(/^\\A/, '')
    .replace(/\\z$/, '')
    .replace(/\[:(\w+):\]/g, (whole, name: string) => posix[name] ?? whole)
    .replace(/\(\?P</g, '(?<')
  try {
    return new RegExp(`^(?:${translated})$`, `${flagged?.[1] ?? ''}${/\\p/i.test(translated) ? 'u' : ''}`)
  } catch {
    return null
  }
}
