import { describe, expect, it } from 'vitest'
import { checkDraft, emptyDraft, type FaultDraft, withProposedGuard } from './fault-draft'

const draft = (change: Partial<FaultDraft> = {}): FaultDraft => ({
  ...emptyDraft,
  service: 'shop/ratings',
  reason: 'does reviews fall back?',
  guardService: 'shop/frontend',
  ...change,
})
const problemsOf = (change: Partial<FaultDraft>, protocol: 'http' | 'grpc' | 'tcp' = 'http') => checkDraft(draft(change), protocol).problems

describe('the form of a new fault', () => {
  it('starts at one per cent for five minutes with a stop condition', () => {
    expect(checkDraft(draft(), 'http').spec).toEqual({
      service: 'shop/ratings',
      abort: { percent: 1, httpStatus: 503 },
      durationSeconds: 300,
      reason: 'does reviews fall back?',
      guards: [{ service: 'shop/frontend', metric: 'errorRatio', above: 0.05 }],
    })
  })
  it('does not send what was left empty', () => {
    const spec = checkDraft(draft({ hasGuard: false, hasAbort: false, hasDelay: true }), 'http').spec
    expect(spec).toEqual({
      service: 'shop/ratings',
      delay: { percent: 1, fixedDelayMs: 400 },
      durationSeconds: 300,
      reason: 'does reviews fall back?',
    })
  })
  it('sends scope: version, caller, header and path', () => {
    const spec = checkDraft(
      draft({ version: 'v1', caller: 'shop/reviews', headerName: 'x-tester', headerValue: 'yes', pathPrefix: '/a' }),
      'http',
    ).spec
    expect(spec).toMatchObject({
      version: 'v1',
      caller: 'shop/reviews',
      match: { path: { prefix: '/a' }, headers: [{ name: 'x-tester', exact: 'yes' }] },
    })
  })
  it('matches any value of a header without one', () => {
    expect(checkDraft(draft({ headerName: 'x-tester' }), 'http').spec?.match?.headers).toEqual([{ name: 'x-tester', present: true }])
  })
  it('aborts gRPC with a gRPC status', () => {
    expect(checkDraft(draft({ abortStatus: '14' }), 'grpc').spec?.abort).toEqual({ percent: 1, grpcStatus: 14 })
    expect(problemsOf({ abortStatus: '503' }, 'grpc')).toEqual({ abortStatus: 'a gRPC status is between 1 and 16' })
  })
  it('refuses a fault without an end, above 100 %, without a reason, without an action', () => {
    expect(problemsOf({ durationSeconds: '' })).toHaveProperty('durationSeconds', 'a fault needs an end')
    expect(problemsOf({ durationSeconds: '3601' })).toHaveProperty('durationSeconds')
    expect(problemsOf({ abortPercent: '101' })).toHaveProperty('abortPercent')
    expect(problemsOf({ abortPercent: '-1' })).toHaveProperty('abortPercent')
    expect(problemsOf({ abortPercent: '0.00001' })).toHaveProperty(
      'abortPercent',
      'finer than a proxy can tell: use steps of 0.0001 %, one in a million',
    )
    expect(checkDraft(draft({ abortPercent: '0.0001' }), 'http').spec?.abort?.percent).toBe(0.0001)
    for (const durationSeconds of ['0', '-5', '1.5'])
      expect(problemsOf({ durationSeconds })).toHaveProperty('durationSeconds', 'use whole seconds, at least 1')
    expect(problemsOf({ reason: '  ' })).toHaveProperty('reason')
    expect(problemsOf({ hasAbort: false, hasDelay: false })).toHaveProperty('action')
  })
  it('refuses a tcp service, as it has no requests', () => {
    expect(problemsOf({}, 'tcp')).toHaveProperty('service')
  })
  it('names the field when only the wire schema finds the fault', () => {
    expect(problemsOf({ headerName: 'not a header' })).toHaveProperty('headerName')
  })
  it('proposes to watch the caller in scope, else the first who calls, and keeps what was chosen', () => {
    const unchosen = draft({ guardService: '' })
    expect(withProposedGuard(unchosen, ['shop/reviews']).guardService).toBe('shop/reviews')
    expect(withProposedGuard({ ...unchosen, caller: 'shop/cart' }, ['shop/reviews']).guardService).toBe('shop/cart')
    expect(withProposedGuard(draft(), ['shop/reviews']).guardService).toBe('shop/frontend')
  })
})
