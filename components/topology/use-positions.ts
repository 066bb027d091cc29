'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { say } from '@/components/frame/say'
import { type Positions, positionsQuery, putPositions } from '@/lib/api/views-queries'
import { placeNewNodes } from '@/lib/topology/place'
import { movedToStored, newInside, toArrangement, topLevel, withoutInside } from './layout/arrangement'
import { layoutScene } from './layout/elk-layout'
import type { Scene } from './scene/scene-model'

/**
 * Where the nodes stand: stored per view, laid out whole only when none of them has a place (or by `arrange`), new ones near their neighbours.
 * A graph without any edge yet says nothing of who stands above whom: its places are not kept, and the first edge lays it out anew.
 * `arranged` is null until every node of the scene has a place. Its `boxes` are those of the open groups; opening one moves aside what is right of it and below, and nothing that is stored.
 */
export function usePositions(view: string, scene: Scene | null) {
  const client = useQueryClient()
  const { data, isError } = useQuery(positionsQuery(view))
  const [isArranging, setIsArranging] = useState(false)
  const running = useRef(false)
  const isPassing = useRef(false)
  // Without stored positions the graph is still laid out; it is only not kept.
  const stored = data?.positions ?? (isError ? empty : null)

  const keep = useCallback(
    (positions: Positions) => {
      isPassing.current = false
      client.setQueryData(positionsQuery(view).queryKey, { positions })
      putPositions(view, positions).catch(() =>
        say.failed('The positions could not be kept; others see the former ones.', { id: 'positions' }),
      )
    },
    [client, view],
  )
  const layOut = useCallback(
    async (target: Scene, before: Positions) => {
      if (running.current) return
      running.current = true
      setIsArranging(true)
      try {
        const { positions, isEmergency } = await layoutScene(target)
        if (isEmergency) say.done('The layout took too long and was cancelled; a plain one is shown.')
        if (target.edges.length > 0) keep({ ...before, ...positions })
        else {
          isPassing.current = true
          client.setQueryData(positionsQuery(view).queryKey, { positions: { ...before, ...positions } })
        }
      } finally {
        running.current = false
        setIsArranging(false)
      }
    },
    [keep, client, view],
  )

  const top = useMemo(() => (scene ? topLevel(scene) : null), [scene])
  useEffect(() => {
    if (!top || !stored || top.nodes.length === 0) return
    if (isPassing.current && top.edges.length > 0) {
      void layOut(top, stored)
      return
    }
    const missing = top.nodes.filter((node) => !stored[node.id])
    if (missing.length === 0) return
    if (missing.length === top.nodes.length) void layOut(top, stored)
    else
      keep({
        ...stored,
        ...placeNewNodes(
          stored,
          top.nodes.map(({ id, service }) => ({ id, group: service })),
          top.edges,
        ),
      })
  }, [top, stored, layOut, keep])

  const arranged = useMemo(() => (scene && stored ? toArrangement(scene, stored) : null), [scene, stored])
  useEffect(() => {
    if (!arranged || !stored) return
    const fresh = newInside(arranged, stored)
    if (Object.keys(fresh).length > 0) keep({ ...stored, ...fresh })
  }, [arranged, stored, keep])

  const arrange = useCallback(async () => {
    if (!scene || !top || !stored) return
    // What is inside of open groups is laid out anew too: their places are forgotten.
    const left = withoutInside(scene, stored)
    await layOut(top, left)
    say.done('The graph was arranged anew, for everybody.', { action: { label: 'Undo', onClick: () => keep(stored) }, duration: 15_000 })
  }, [scene, top, stored, layOut, keep])
  const move = useCallback(
    (moved: Positions) => {
      if (scene && arranged && stored) keep({ ...stored, ...movedToStored(scene, arranged, moved) })
    },
    [scene, arranged, stored, keep],
  )
  return { arranged, arrange, isArranging, move }
}

const empty: Positions = {}
