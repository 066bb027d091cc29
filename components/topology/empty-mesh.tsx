'use client'
import { useQuery } from '@tanstack/react-query'
import { LoaderCircle } from 'lucide-react'
import { useState } from 'react'
import { bootstrapCommand } from '@/components/proxies/bootstrap-command'
import { CopyButton } from '@/components/ui/copy-button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { proxiesQuery } from '@/lib/api/proxies-queries'
import { EmptyDrawing } from './empty-drawing'

/** No proxy yet: the command whose output makes an Envoy appear here, with the reader's own names. */
export function EmptyMesh() {
  const [service, setService] = useState('shop/reviews')
  const [version, setVersion] = useState('v1')
  const [app, setApp] = useState('127.0.0.1:8080')
  const xds = useQuery(proxiesQuery()).data?.xdsAddress
  const command = bootstrapCommand({ service, version, xdsAddress: xds ?? null, app })
  return (
    <div className="mx-auto flex max-w-170 flex-col items-center px-6 py-16">
      <div className="text-faint">
        <EmptyDrawing />
      </div>
      <h1 className="mt-6 text-20 font-semibold">No proxy has connected</h1>
      <p className="mt-1 mb-6 text-center text-13 text-muted">
        Give this bootstrap to an Envoy. It appears here by itself, a few seconds after it starts.
      </p>
      <div className="grid w-full grid-cols-[1fr_120px_180px] gap-3 max-sm:grid-cols-1">
        <Field label="Service">
          {(aria) => <Input {...aria} value={service} onChange={(event) => setService(event.target.value)} boxClassName="w-full" />}
        </Field>
        <Field label="Version">
          {(aria) => <Input {...aria} value={version} onChange={(event) => setVersion(event.target.value)} boxClassName="w-full" />}
        </Field>
        <Field label="The app listens on">
          {(aria) => <Input {...aria} value={app} onChange={(event) => setApp(event.target.value)} boxClassName="w-full" />}
        </Field>
      </div>
      <div className="mt-4 w-full overflow-hidden rounded-md border border-line bg-panel">
        <div className="flex items-center justify-between border-line border-b bg-sunk px-4 py-1.5">
          <span className="text-12 text-muted">in a shell, where Outrider is</span>
          <CopyButton text={`${command}\nenvoy -c bootstrap.yaml\n`} label="Copy the commands" words="Copy" primary />
        </div>
        <pre className="overflow-x-auto whitespace-pre-wrap break-words px-4 py-3 font-mono text-12 leading-5">
          <span className="text-faint">$ </span>
          {command}
          {'\n'}
          <span className="text-faint">$ </span>
          {'envoy -c bootstrap.yaml'}
        </pre>
      </div>
      <p className="mt-4 flex w-full items-center gap-2 text-13 text-muted">
        <LoaderCircle size={14} aria-hidden className="animate-spin text-accent motion-reduce:animate-none" />
        {xds ? `Listening on ${xds}; nobody has called yet` : 'The control plane is not listening; the runtime may be away'}
        <span className="ml-auto">
          No Envoy at hand? <code className="font-mono text-12 text-text">npm run demo</code>
        </span>
      </p>
    </div>
  )
}
