import type { Metadata } from 'next'
import { ServiceView } from '@/components/services/service-view'
import { displayName } from '@/lib/mesh/display-name'

type Props = { params: Promise<{ ns: string; name: string }> }

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: `${displayName(await nameOf(props))} · Outrider` }
}

export default async function Page(props: Props) {
  return <ServiceView name={await nameOf(props)} />
}

async function nameOf({ params }: Props): Promise<string> {
  const { ns, name } = await params
  return `${decodeURIComponent(ns)}/${decodeURIComponent(name)}`
}
