/** The parts of a path as the API writes it: `rules[0].timeout`. */
export const toParts = (path: string): (string | number)[] =>
  path.split(/[.[\]]+/).flatMap((part) => (part === '' ? [] : [/^\d+$/.test(part) ? Number(part) : part]))
