/** Two nodes, and a call to where nothing stands. */
export function MissingDrawing() {
  const box = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.2, rx: 6 }
  return (
    <svg width="284" height="92" viewBox="0 0 284 92" aria-hidden>
      <rect x="2" y="30" width="84" height="32" {...box} />
      <rect x="198" y="4" width="84" height="32" {...box} />
      <rect x="9" y="39" width="3" height="14" rx="1.5" fill="currentColor" opacity="0.5" />
      <rect x="205" y="13" width="3" height="14" rx="1.5" fill="currentColor" opacity="0.5" />
      <path d="M86 46 C 140 46 144 20 198 20" fill="none" stroke="currentColor" />
      <path d="M86 46 C 140 46 144 72 186 72" fill="none" stroke="currentColor" strokeDasharray="4 3" />
      <path d="M194 66l12 12M206 66l-12 12" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </svg>
  )
}
