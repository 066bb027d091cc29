const longest = 64

/**
 * A name from outside as it may be shown: control and bidirectional characters as `�`, cut in the middle at `limit` characters (64 unless told).
 * The whole name belongs into the hover and the copy, with `showMarks`.
 */
export function displayName(name: string, limit = longest): string {
  const marked = showMarks(name)
  const characters = [...marked]
  if (characters.length <= limit) return marked
  const head = Math.ceil((limit - 1) / 2)
  const tail = limit - 1 - head
  return `${characters.slice(0, head).join('')}…${tail > 0 ? characters.slice(-tail).join('') : ''}`
}

/** Control, zero-width and bidirectional characters as `�`: they would let one name pass for another. Source: UAX #9, section 2; Unicode category Cc. */
export function showMarks(name: string): string {
  return name.replace(/[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, '�')
}
