'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { say } from '@/components/frame/say'
import { type Positions, positionsQuery, putPositions } from '@/lib/api/views-queries'
import { placeNewNodes } from '@/lib/topology/place'
import { layoutScene } from './layout/elk-layout'
import type { Scene } from './scene/scene-model'

/**
 * Where the nodes stand: stored per view, laid out whole only when none of them has a place (or by `arrange`), new ones near their neighbours.
 * A graph without any edge yet says nothing of who stands above whom: its places are not kept, and the first edge lays it out anew.
 * `positions` is null until every node of the scene has one.
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

  useEffect(() => {
    if (!scene || !stored || scene.nodes.length === 0) return
    if (isPassing.current && scene.edges.length > 0) {
      void layOut(scene, stored)
      return
    }
    const missing = scene.nodes.filter((node) => !stored[node.id])
    if (missing.length === 0) return
    if (missing.length === scene.nodes.length) void layOut(scene, stored)
    else
      keep({
        ...stored,
        ...placeNewNodes(
          stored,
          scene.nodes.map(({ id, service }) => ({ id, group: service })),
          scene.edges,
        ),
      })
  }, [scene, stored, layOut, keep])

  const arrange = useCallback(async () => {
    if (!scene || !stored) return
    await layOut(scene, stored)
    say.done('The graph was arranged anew, for everybody.', { action: { label: 'Undo', onClick: () => keep(stored) }, duration: 15_000 })
  }, [scene, stored, layOut, keep])
  const move = useCallback((moved: Positions) => keep({ ...stored, ...moved }), [stored, keep])

  const isPlaced = stored !== null && (scene?.nodes.every((node) => stored[node.id]) ?? false)
  return { positions: isPlaced ? stored : null, arrange, isArranging, move }
}

const empty: Positions = {}
