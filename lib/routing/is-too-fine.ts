/** The finest share that a proxy tells: one in a million. */
const finestPercent = 0.0001

export const finestFix = `use steps of ${finestPercent} %, one in a million`

/** Is this per cent no multiple of what a proxy can tell? It would be rounded, to 0 perhaps. */
export const isTooFine = (percent: number): boolean => Math.abs(percent / finestPercent - Math.round(percent / finestPercent)) > 1e-6
