'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { WriteError } from '@/components/frame/write-error'
import { Ago } from '@/components/page/moment'
import { Name } from '@/components/page/name'
import { QueryPart } from '@/components/page/query-part'
import { RowSkeleton } from '@/components/page/row-skeleton'
import { Section } from '@/components/page/section'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/select'
import { StatusMark } from '@/components/ui/status-mark'
import type { SelfTestWire } from '@/lib/api/self-tests'
import { selfTestsQuery, startSelfTest, stopSelfTest } from '@/lib/api/self-tests-queries'
import { servicesQuery } from '@/lib/api/services-queries'
import { displayName } from '@/lib/mesh/display-name'
import { selfTestTitle, toSelfTestChoices } from './self-test-choices'

/** A/A tests: how often a canary's judgement alarmed where nothing differs. They move no traffic. */
export function SelfTestsPart() {
  const query = useQuery(selfTestsQuery())
  return (
    <Section title="Self-test of canaries" note="A/A: what is alike is judged without end; every alarm is a false one">
      <QueryPart query={query} what="The self-tests" size="inline" skeleton={<RowSkeleton rows={2} />}>
        {({ selfTests }) => (
          <ul className="flex flex-col gap-2">
            {selfTests.length === 0 && <li className="text-12 text-muted">None was started yet.</li>}
            {selfTests.map((test) => (
              <li key={test.id}>
                <TestRow test={test} />
              </li>
            ))}
          </ul>
        )}
      </QueryPart>
      <StartForm />
    </Section>
  )
}

function TestRow({ test }: { test: SelfTestWire }) {
  const client = useQueryClient()
  const stop = useMutation({
    mutationFn: () => stopSelfTest(test.id, 'stopped by hand'),
    onSettled: () => client.invalidateQueries({ queryKey: ['self-tests'] }),
  })
  const isRunning = test.stopped === null
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-12">
      <StatusMark status={!isRunning || test.waiting !== null ? 'unknown' : 'healthy'} text={isRunning ? 'running' : 'stopped'} />
      <Name text={selfTestTitle(test)} />
      <span>{test.sentence}</span>
      <span className="text-muted">
        since <Ago at={test.startedAt} />
        {isRunning && test.waiting !== null && `; waiting: ${displayName(test.waiting, 200)}`}
        {test.lastAlarm && `; last alarm: ${displayName(test.lastAlarm.sentence, 200)}`}
      </span>
      {isRunning && (
        <Button busy={stop.isPending} onClick={() => stop.mutate()} aria-label={`Stop the self-test of ${selfTestTitle(test)}`}>
          Stop
        </Button>
      )}
      {stop.isError && <WriteError title="It was not stopped" error={stop.error} />}
    </div>
  )
}

function StartForm() {
  const client = useQueryClient()
  const services = useQuery(servicesQuery()).data?.services.filter(({ declared }) => declared) ?? []
  const choices = toSelfTestChoices(services)
  const [chosen, setChosen] = useState<string | null>(null)
  const choice = choices.find(({ value }) => value === chosen) ?? choices[0]
  const start = useMutation({
    mutationFn: (of: NonNullable<typeof choice>) => startSelfTest({ ...of.spec, reason: 'self-test of the judgement of canaries' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['self-tests'] }),
  })
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2">
      {choice && <Select label="What is alike" value={choice.value} options={choices} onChange={setChosen} className="max-w-full" />}
      <Button
        busy={start.isPending}
        disabledReason={choice ? null : 'no service has two versions, or two instances of one'}
        onClick={() => choice && start.mutate(choice)}
      >
        Start self-test
      </Button>
      {start.isError && <WriteError title="It was not started" error={start.error} />}
    </div>
  )
}
