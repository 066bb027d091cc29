/** `a, b, c and 4 more`; empty without names. */
export const nameSome = (names: readonly string[], most = 3): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`
