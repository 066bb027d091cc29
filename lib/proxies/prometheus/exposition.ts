import { LineTable, parseNumber } from '@/lib/proxies/line-table'

export type Labels = ReadonlyMap<string, string>

/** `wants` is asked by family name before labels are looked at; `resolve` once per series; `apply` per line, false when the value makes no sense there. */
export type ExpositionFormat<S> = {
  wants(family: string): boolean
  resolve(family: string, labels: Labels): S | null
  apply(sink: S, value: number): boolean
}

/**
 * Reader of the Prometheus text format 0.0.4, and of OpenMetrics text as far as a scrape of counters, gauges and buckets needs it: comments, HELP, TYPE,
 * UNIT and EOF lines, timestamps and exemplars are passed over. Series are interned; a line that makes no sense is skipped and counted.
 * Feed it chunks between `begin()` and `end()`.
 */
export function createExpositionParser<S>(format: ExpositionFormat<S>): LineTable<S> {
  return new LineTable<S>({
    keyEnd: findValue,
    resolve(key) {
      const brace = key.indexOf('{')
      const family = brace < 0 ? key.trimEnd() : key.slice(0, brace).trimEnd()
      if (!format.wants(family)) return null
      const labels = brace < 0 ? new Map<string, string>() : parseLabels(key, brace + 1)
      return labels ? format.resolve(family, labels) : null
    },
    apply(sink, text, from, to) {
      const value = parseNumber(text, from, to)
      return !Number.isNaN(value) && format.apply(sink, value)
    },
  })
}

/** Where the value begins: after the name, the labels if any, and blanks; -1 for a line that is not `name{labels} value`. */
function findValue(text: string, from: number, to: number): number {
  let at = from
  while (at < to && isNameChar(text.charCodeAt(at))) at++
  if (at === from) return -1
  if (text.charCodeAt(at) === 123) {
    at = findLabelsEnd(text, at + 1, to)
    if (at < 0) return -1
  } else if (!isBlank(text.charCodeAt(at))) return -1
  while (at < to && isBlank(text.charCodeAt(at))) at++
  return at < to ? at : -1
}

function findLabelsEnd(text: string, from: number, to: number): number {
  let isQuoted = false
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    if (isQuoted && code === 92) at++
    else if (code === 34) isQuoted = !isQuoted
    else if (code === 125 && !isQuoted) return at + 1
  }
  return -1
}

/** `a="x",b="y"}`, a comma at the end allowed; null when it is not well formed. */
export function parseLabels(text: string, from: number): Map<string, string> | null {
  const labels = new Map<string, string>()
  const pair = /\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|(?=\}))/gy
  let at = from
  for (;;) {
    pair.lastIndex = at
    const match = pair.exec(text)
    if (!match?.[1]) break
    labels.set(match[1], unescapeLabel(match[2] ?? ''))
    at = pair.lastIndex
  }
  return text.slice(at).trimStart().startsWith('}') ? labels : null
}

const unescapeLabel = (value: string): string =>
  value.includes('\\')
    ? value.replace(/\\(.)/g, (_whole, escaped: string) =>
        escaped === 'n' ? '\n' : escaped === '"' || escaped === '\\' ? escaped : `\\${escaped}`,
      )
    : value

const isBlank = (code: number): boolean => code === 32 || code === 9
const isNameChar = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 58) || code === 95
