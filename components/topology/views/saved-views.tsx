'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Bookmark, ChevronDown, Link2, Save, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'
import { asRoute } from '@/components/frame/as-route'
import { say } from '@/components/frame/say'
import { Button } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import type { MenuItem } from '@/components/ui/menu-props'
import { removeView, savedViewsQuery, saveView } from '@/lib/api/saved-views-queries'
import type { SavedViewWire } from '@/lib/api/views'
import { displayName } from '@/lib/mesh/display-name'
import { addressOf, isShown, viewParamsOf } from './saved-address'

const SaveViewDialog = dynamic(() => import('./save-view-dialog').then((module) => module.SaveViewDialog), { ssr: false })

/** Views that everybody can open: choose one, save this one, copy its link. `?saved=<name>` opens one. */
export function SavedViews() {
  const router = useRouter()
  const client = useQueryClient()
  const search = useSearchParams().toString()
  const name = new URLSearchParams(search).get('saved')
  const query = useQuery({ ...savedViewsQuery(), staleTime: 30_000 })
  const views = query.data?.views ?? []
  const [isAsking, setAsking] = useState(false)
  const shown = views.find((view) => view.name === name)
  const open = (view: SavedViewWire) => router.push(asRoute(addressOf(search, view.name, view.params)))
  const isReady = query.data !== undefined
  useOpenByName(isReady, name, shown, search)

  const refresh = () => client.invalidateQueries({ queryKey: savedViewsQuery().queryKey })
  const update = async (view: SavedViewWire) => {
    await saveView(view.name, viewParamsOf(search), view.revision)
      .then(() => say.done(`The view “${displayName(view.name, 40)}” was saved.`))
      .catch((error: Error) => say.failed(`The view was not saved: ${error.message}`))
    await refresh()
  }
  const remove = async (view: SavedViewWire) => {
    await removeView(view)
      .then(() =>
        say.done(`The view “${displayName(view.name, 40)}” was removed.`, {
          action: { label: 'Undo', onClick: () => void saveView(view.name, view.params, 0).then(refresh) },
        }),
      )
      .catch((error: Error) => say.failed(`The view was not removed: ${error.message}`))
    await refresh()
  }
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button
            icon={<Bookmark size={14} aria-hidden />}
            aria-label={`Saved views${shown ? `: ${displayName(shown.name, 60)}` : ''}`}
            title="Saved views"
          >
            {shown && <span className="max-w-32 truncate max-2xl:hidden">{displayName(shown.name, 20)}</span>}
            <ChevronDown size={14} aria-hidden className="text-faint" />
          </Button>
        }
        items={[
          ...viewItems(views, name, open),
          { kind: 'line' },
          { label: 'Save this view…', icon: <Save size={14} aria-hidden />, onSelect: () => setAsking(true) },
          ...(shown ? ownItems(shown, search, update, remove) : []),
        ]}
      />
      {isAsking && (
        <SaveViewDialog
          params={viewParamsOf(search)}
          views={views}
          onClose={() => setAsking(false)}
          onSaved={(view) => {
            setAsking(false)
            void refresh()
            open(view)
          }}
        />
      )}
    </>
  )
}

/** A link that gives the name alone opens the view; what stands beside the name is an edit of it, and stays. */
function useOpenByName(isReady: boolean, name: string | null, view: SavedViewWire | undefined, search: string): void {
  const router = useRouter()
  const isBare = Object.keys(viewParamsOf(search)).length === 0
  useEffect(() => {
    if (!isReady || name === null) return
    if (!view) say.failed(`There is no saved view “${displayName(name, 60)}”; the whole mesh is shown.`, { id: 'saved-view' })
    else if (isBare && Object.keys(view.params).length > 0) router.replace(asRoute(addressOf(search, view.name, view.params)))
  }, [isReady, name, view, isBare, search, router])
}

function viewItems(views: readonly SavedViewWire[], name: string | null, open: (view: SavedViewWire) => void): MenuItem[] {
  if (views.length === 0) return [{ kind: 'title', label: 'No view is saved yet' }]
  return [
    { kind: 'title', label: 'Saved views' },
    ...views.map(
      (view): MenuItem => ({
        kind: 'check',
        label: displayName(view.name, 60),
        hint: displayName(view.actor, 16),
        checked: view.name === name,
        closes: true,
        onChange: () => open(view),
      }),
    ),
  ]
}

function ownItems(
  view: SavedViewWire,
  search: string,
  update: (view: SavedViewWire) => Promise<void>,
  remove: (view: SavedViewWire) => Promise<void>,
): MenuItem[] {
  const title = displayName(view.name, 40)
  const link = () => `${window.location.origin}/?saved=${encodeURIComponent(view.name)}`
  return [
    {
      label: `Save over “${title}”`,
      icon: <Save size={14} aria-hidden />,
      disabledReason: isShown(search, view.params) ? 'The page shows it as it is saved' : undefined,
      onSelect: () => void update(view),
    },
    {
      label: 'Copy its link',
      icon: <Link2 size={14} aria-hidden />,
      onSelect: () =>
        void navigator.clipboard.writeText(link()).then(
          () => say.done('The link was copied.'),
          () => say.failed(`The browser refused to copy. The link is ${link()}`),
        ),
    },
    { label: `Remove “${title}”`, icon: <Trash2 size={14} aria-hidden />, danger: true, onSelect: () => void remove(view) },
  ]
}
