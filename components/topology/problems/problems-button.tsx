'use client'
import { useQuery } from '@tanstack/react-query'
import { Stethoscope } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { problemsQuery } from '@/lib/api/problems-queries'
import type { TopologyParams } from '../use-topology-params'

/** How many problems there are, and the way to them. */
export function ProblemsButton({ params }: { params: TopologyParams }) {
  const problems = useQuery(problemsQuery()).data?.problems
  const loud = problems?.filter(({ severity }) => severity !== 'notice') ?? []
  const tone = loud.some(({ severity }) => severity === 'failing') ? 'text-bad' : loud.length > 0 ? 'text-warn' : 'text-muted'
  const isOpen = params.panel === 'problems'
  return (
    <Button
      icon={<Stethoscope size={14} aria-hidden className={tone} />}
      aria-pressed={isOpen}
      aria-label={problems ? `What's wrong? ${problems.length} found` : "What's wrong?"}
      onClick={() => params.set({ panel: isOpen ? null : 'problems', selected: null, sheet: null }, { history: 'push' })}
    >
      What’s wrong?
      {problems && problems.length > 0 && <strong className={tone}>{problems.length}</strong>}
    </Button>
  )
}
