/** Where in a chart its plot is, in px: the drawing keeps to it, and what lies over the drawing finds its place by it. */
export const plot = { left: 52, right: 8, top: 12, bottom: 30 } as const

/** CSS `left` of a moment. */
export const leftOf = (fraction: number): string => `calc(${plot.left}px + (100% - ${plot.left + plot.right}px) * ${fraction})`

export const toFraction = (at: number, from: number, to: number): number => (to > from ? (at - from) / (to - from) : 0)
