/** Three nodes that are not there yet, and the one to add. */
export function EmptyDrawing() {
  const box = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.2, strokeDasharray: '4 3', rx: 6 }
  return (
    <svg width="284" height="122" viewBox="0 0 284 122" aria-hidden>
      <rect x="2" y="45" width="84" height="32" {...box} />
      <rect x="198" y="4" width="84" height="32" {...box} />
      <rect x="198" y="84" width="84" height="32" {...box} />
      {[
        [9, 54],
        [205, 13],
        [205, 93],
      ].map(([x, y]) => (
        <rect key={`${x} ${y}`} x={x} y={y} width="3" height="14" rx="1.5" fill="currentColor" opacity="0.5" />
      ))}
      <path d="M86 61 C 140 61 144 20 198 20 M86 61 C 140 61 144 100 198 100" fill="none" stroke="currentColor" strokeDasharray="4 3" />
      <circle cx="144" cy="61" r="13" fill="var(--bg)" stroke="var(--accent)" strokeWidth="1.5" />
      <path d="M144 56v10M139 61h10" stroke="var(--accent)" strokeWidth="1.5" strokeLinecap="round" />
    </svg>
  )
}
