const names = [
  'bg',
  'panel',
  'region',
  'ver',
  'hover',
  'line',
  'line-strong',
  'text',
  'muted',
  'faint',
  'edge',
  'accent',
  'ok',
  'ok-quiet',
  'warn',
  'warn-mark',
  'warn-tint',
  'bad',
  'bad-mark',
  'bad-tint',
  'canary',
  'canary-quiet',
  'canary-tint',
  'fault',
  'fault-tint',
  'idle',
  'p50',
  'p95',
  'p99',
] as const
export type ColorName = (typeof names)[number]
export type SceneColors = Record<ColorName, string> & { font: string }

/** The page's tokens as the canvas needs them; read again when the theme changes. */
export function readColors(element: HTMLElement): SceneColors {
  const style = getComputedStyle(element)
  const colors: Partial<Record<ColorName, string>> = {}
  for (const name of names) colors[name] = style.getPropertyValue(`--${name}`).trim()
  // Every name was set in the loop above.
  return { ...(colors as Record<ColorName, string>), font: style.fontFamily }
}
