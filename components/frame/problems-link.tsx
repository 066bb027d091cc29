'use client'
import { useQuery } from '@tanstack/react-query'
import { Stethoscope } from 'lucide-react'
import Link from 'next/link'
import { usePathname, useSearchParams } from 'next/navigation'
import { problemsQuery } from '@/lib/api/problems-queries'
import { asRoute } from './as-route'

/** How many problems there are, from every page, and the way to them: beside the graph. */
export function ProblemsLink() {
  const problems = useQuery(problemsQuery()).data?.problems
  const search = useSearchParams().toString()
  const isOnMesh = usePathname() === '/'
  const query = new URLSearchParams(isOnMesh ? search : '')
  const isOpen = isOnMesh && query.get('panel') === 'problems'
  for (const name of ['selected', 'sheet', 'change']) query.delete(name)
  if (isOpen) query.delete('panel')
  else query.set('panel', 'problems')
  const loud = problems?.filter(({ severity }) => severity !== 'notice') ?? []
  const tone = loud.some(({ severity }) => severity === 'failing') ? 'text-bad' : loud.length > 0 ? 'text-warn' : ''
  return (
    <Link
      prefetch={false}
      href={asRoute(`/?${query}`)}
      aria-label={problems ? `What's wrong? ${problems.length} found` : "What's wrong?"}
      aria-current={isOpen ? 'true' : undefined}
      className="inline-flex h-7 items-center gap-2 whitespace-nowrap rounded-md px-2 font-medium text-12 text-muted hover:bg-hover max-sm:hidden"
    >
      <Stethoscope size={14} aria-hidden className={tone} />
      What’s wrong?
      {problems && problems.length > 0 && <strong className={tone}>{problems.length}</strong>}
    </Link>
  )
}
