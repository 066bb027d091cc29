/** How numbers are written, everywhere: three significant digits, scaled units, `–` for no data. Never says 0 for what was not measured. */
export const noData = '–'

/** Three significant digits without trailing zeros: 0.425, 14.1, 142, `12.4 k`. Below a thousandth: `< 0.001`. Grouped only through scaling. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return noData
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size < 0.001) return value < 0 ? '> -0.001' : '< 0.001'
  if (size >= 999.5e9) return `${threeDigits(value / 1e12)} T`
  if (size >= 999.5e6) return `${threeDigits(value / 1e9)} G`
  if (size >= 999.5e3) return `${threeDigits(value / 1e6)} M`
  if (size >= 9_995) return `${threeDigits(value / 1e3)} k`
  if (size >= 999.5) return `${Math.round(value)}`
  return threeDigits(value)
}

function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)))
}

/** Requests per second: `142 rps`. */
export function formatRate(perSecond: number | null | undefined, unit = 'rps'): string {
  const text = formatNumber(perSecond)
  return text === noData ? text : `${text} ${unit}`
}

/** A ratio 0..1 as per cent: one decimal, two under 1 %. A measured zero is `0`; what rounds to nothing is `< 0.01 %`. */
export function formatRatio(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return noData
  if (ratio === 0) return '0'
  const percent = ratio * 100
  if (percent < 0.01) return '< 0.01 %'
  if (percent < 0.995) return `${Number(percent.toFixed(2))} %`
  return `${Number(percent.toFixed(1))} %`
}

/** With few events the count says more than the ratio: `3 of 41` where fewer than 5 of something failed, else the ratio. */
export function formatFailures(failed: number, total: number): string {
  if (total === 0) return noData
  if (failed === 0) return '0'
  return failed < 5 ? `${formatCount(failed)} of ${formatCount(total)}` : formatRatio(failed / total)
}

/** A share 0..100: `90 %`, `9.9 %`, `0.4 %`. */
export function formatPercent(percent: number | null | undefined): string {
  if (percent === null || percent === undefined || !Number.isFinite(percent)) return noData
  if (percent > 0 && percent < 0.05) return '< 0.1 %'
  return `${Number(percent.toFixed(percent >= 99.95 || percent === Math.round(percent) ? 0 : 1))} %`
}

/** Whole things, grouped below ten thousand by nothing and above by scale: 128 k. */
export function formatCount(count: number): string {
  return formatNumber(Math.round(count))
}

/** `1 proxy`, `12 proxies`. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** Milliseconds with a fitting unit: `0.4 ms`, `18 ms`, `1.2 s`, `2 min`, `1 h`. */
export function formatMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return noData
  const { value, unit } = scaleMs(ms)
  return `${value} ${unit}`
}

function scaleMs(ms: number): { value: string; unit: string } {
  if (ms < 999.5) return { value: ms < 10 ? String(Number(ms.toPrecision(2))) : threeDigits(ms), unit: 'ms' }
  if (ms < 59_950) return { value: String(Number((ms / 1e3).toPrecision(ms < 9_950 ? 2 : 3))), unit: 's' }
  if (ms < 3_597_000) return { value: String(Number((ms / 60e3).toPrecision(2))), unit: 'min' }
  return { value: String(Number((ms / 3_600e3).toPrecision(2))), unit: 'h' }
}

/**
 * A latency quantile as it was measured. `bounds` (ms, upper null = open) is given where the interval is wider than 15 %: then the interval is
 * shown, `18–20 ms`, `≤ 0.5 ms` from nothing, `> 1 h` to the open end; else the point. Neither: no data.
 */
export function formatLatency(pointMs: number | null | undefined, bounds?: readonly [number, number | null] | undefined): string {
  if (!bounds) return formatMs(pointMs)
  const [lower, upper] = bounds
  if (upper === null) return `> ${formatMs(lower)}`
  if (lower === 0) return `≤ ${formatMs(upper)}`
  const from = scaleMs(lower)
  const to = scaleMs(upper)
  if (from.value === to.value && from.unit === to.unit) return `${to.value} ${to.unit}`
  return from.unit === to.unit ? `${from.value}–${to.value} ${to.unit}` : `${from.value} ${from.unit}–${to.value} ${to.unit}`
}

/** Bytes in binary units: `512 B`, `34 KiB`, `1.2 MiB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return noData
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes
  let index = 0
  while (value >= 1023.5 && index < units.length - 1) {
    value /= 1024
    index += 1
  }
  return `${index === 0 ? Math.round(value) : threeDigits(value)} ${units[index] ?? 'B'}`
}

/** Bytes per second. */
export function formatByteRate(bytesPerSecond: number | null | undefined): string {
  const text = formatBytes(bytesPerSecond)
  return text === noData ? text : `${text}/s`
}
