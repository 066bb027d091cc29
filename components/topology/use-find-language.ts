'use client'
import { useEffect, useMemo, useState } from 'react'
import type { FindExpression } from '@/lib/topology/find/find-expression'

/** The language is loaded with the first word that is written in it. */
const load = () => Promise.all([import('@/lib/topology/find/parse-find'), import('@/lib/topology/find/match-find')])
type Language = { parse: Awaited<ReturnType<typeof load>>[0]['parseFind']; match: Awaited<ReturnType<typeof load>>[1]['matchFind'] }

export type Parsed = { expression: FindExpression | null; problem: { message: string; at: number } | null }
const nothing: Parsed = { expression: null, problem: null }

/** Find and hide as expressions; `match` is null until the language is there. */
export function useFindLanguage(find: string, hide: string) {
  const [language, setLanguage] = useState<Language | null>(null)
  const isWanted = find.trim() !== '' || hide.trim() !== ''
  useEffect(() => {
    if (!isWanted || language) return
    void load().then(([{ parseFind }, { matchFind }]) => setLanguage({ parse: parseFind, match: matchFind }))
  }, [isWanted, language])
  const parsedFind = useMemo(() => parse(language, find), [language, find])
  const parsedHide = useMemo(() => parse(language, hide), [language, hide])
  return { find: parsedFind, hide: parsedHide, match: language?.match ?? null, isLoading: isWanted && language === null }
}

function parse(language: Language | null, text: string): Parsed {
  const parsed = language?.parse(text)
  if (!parsed) return nothing
  return parsed.ok ? { expression: parsed.expression, problem: null } : { expression: null, problem: parsed }
}
