import type { Metadata } from 'next'
import { ProxyView } from '@/components/proxies/proxy-view'
import { displayName } from '@/lib/mesh/display-name'

type Props = { params: Promise<{ id: string[] }> }

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: `${displayName(await idOf(props))} · Outrider` }
}

export default async function Page(props: Props) {
  return <ProxyView id={await idOf(props)} />
}

async function idOf({ params }: Props): Promise<string> {
  return (await params).id.map(decodeURIComponent).join('/')
}
