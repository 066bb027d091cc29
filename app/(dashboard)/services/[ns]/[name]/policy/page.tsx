import type { Metadata } from 'next'
import { PolicyEditorView } from '@/components/policy-editor/policy-editor-view'
import { displayName } from '@/lib/mesh/display-name'

type Props = { params: Promise<{ ns: string; name: string }> }

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: `Policy of ${displayName(await nameOf(props))} · Outrider` }
}

export default async function Page(props: Props) {
  return <PolicyEditorView service={await nameOf(props)} />
}

async function nameOf({ params }: Props): Promise<string> {
  const { ns, name } = await params
  return `${decodeURIComponent(ns)}/${decodeURIComponent(name)}`
}
