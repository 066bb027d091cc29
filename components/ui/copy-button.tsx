'use client'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button'
import { IconButton } from './icon-button'

type Props = { text: string; label: string /** With words the button shows them. */; words?: string; primary?: boolean }

export function CopyButton({ text, label, words, primary }: Props) {
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'refused'>('none')
  useEffect(() => {
    if (outcome === 'none') return
    const timer = setTimeout(() => setOutcome('none'), 2000)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    )
  const icon = outcome === 'copied' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />
  const said = outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'The browser refused to copy' : null
  if (words) {
    return (
      <Button icon={icon} variant={primary ? 'primary' : 'default'} onClick={copy} aria-label={said ?? label}>
        {said ?? words}
      </Button>
    )
  }
  return <IconButton label={said ?? label} icon={icon} onClick={copy} />
}
