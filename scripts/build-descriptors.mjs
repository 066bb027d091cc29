#!/usr/bin/env node
// Builds lib/control-plane/xds/generated/envoy.binpb, the descriptor set of the xDS messages we speak, from the protos of @grpc/grpc-js-xds and our own
// few. Does nothing when it is up to date.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const xds = join(root, 'lib/control-plane/xds')
const out = join(xds, 'generated/envoy.binpb')
const stamp = join(xds, 'generated/envoy.stamp')
const modules = join(root, 'node_modules')

const roots = [
  'envoy/config/bootstrap/v3/bootstrap.proto',
  'envoy/config/cluster/v3/cluster.proto',
  'envoy/config/core/v3/base.proto',
  'envoy/config/endpoint/v3/endpoint.proto',
  'envoy/config/listener/v3/listener.proto',
  'envoy/config/route/v3/route.proto',
  'envoy/config/accesslog/v3/accesslog.proto',
  'envoy/extensions/access_loggers/stats/v3/stats.proto',
  'envoy/extensions/access_loggers/stream/v3/stream.proto',
  'envoy/extensions/access_loggers/grpc/v3/als.proto',
  'envoy/extensions/filters/http/fault/v3/fault.proto',
  'envoy/extensions/filters/http/grpc_stats/v3/config.proto',
  'envoy/extensions/filters/http/header_mutation/v3/header_mutation.proto',
  'envoy/extensions/filters/http/local_ratelimit/v3/local_rate_limit.proto',
  'envoy/extensions/filters/http/rbac/v3/rbac.proto',
  'envoy/extensions/filters/http/router/v3/router.proto',
  'envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto',
  'envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy.proto',
  'envoy/extensions/retry/host/previous_hosts/v3/previous_hosts.proto',
  'envoy/extensions/transport_sockets/tls/v3/tls.proto',
  'envoy/extensions/upstreams/http/v3/http_protocol_options.proto',
  'envoy/service/discovery/v3/ads.proto',
  'envoy/service/discovery/v3/discovery.proto',
  'envoy/service/runtime/v3/rtds.proto',
  'envoy/service/status/v3/csds.proto',
]

function wantedStamp() {
  const hash = createHash('sha256')
  for (const name of ['@grpc/grpc-js-xds', '@bufbuild/buf'])
    hash.update(JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version)
  hash.update(readFileSync(fileURLToPath(import.meta.url)))
  for (const file of readdirSync(join(xds, 'protos'), { recursive: true }).sort()) {
    if (file.endsWith('.proto')) hash.update(file).update(readFileSync(join(xds, 'protos', file)))
  }
  return hash.digest('hex')
}

// The packaged validate.proto is older than the Envoy protos beside it: they use `ignore_empty`, which it does not know.
function completeValidate(file) {
  const numbers = { StringRules: 26, BytesRules: 14, RepeatedRules: 5, MapRules: 6 }
  const text = readFileSync(file, 'utf8').replace(/^message (\w+Rules) \{$/gm, (line, name) =>
    name === 'FieldRules' || name === 'BoolRules' || name === 'EnumRules' || name === 'MessageRules' || name === 'AnyRules'
      ? line
      : name === 'DurationRules' || name === 'TimestampRules'
        ? line
        : `${line}\n    optional bool ignore_empty = ${numbers[name] ?? 8};`,
  )
  writeFileSync(file, text)
}

// `use_hash_policy` is younger than the packaged protos. Source: envoy/config/route/v3/route_components.proto of Envoy 1.40, message WeightedCluster.
function completeWeightedCluster(file) {
  const known = /(oneof random_value_specifier \{[^}]*string header_name = 4[^;]*;)/
  const text = readFileSync(file, 'utf8')
  if (!known.test(text)) throw new Error('WeightedCluster is not what it was: look whether it has use_hash_policy now')
  writeFileSync(file, text.replace(known, '$1 google.protobuf.BoolValue use_hash_policy = 5;'))
}

function build() {
  mkdirSync(join(xds, 'generated'), { recursive: true })
  const work = mkdtempSync(join(xds, 'generated/build-'))
  try {
    const deps = join(modules, '@grpc/grpc-js-xds/deps')
    for (const part of ['envoy-api', 'googleapis', 'protoc-gen-validate', 'xds'])
      cpSync(join(deps, part), work, {
        recursive: true,
        filter: (from) => !from.includes('protoc-gen-validate/tests') && !from.includes('protoc-gen-validate/java'),
      })
    cpSync(join(xds, 'protos'), work, { recursive: true })
    const validate = join(work, 'validate/validate.proto')
    writeFileSync(validate, readFileSync(validate, 'utf8').replaceAll('\r\n', '\n'))
    completeValidate(validate)
    completeWeightedCluster(join(work, 'envoy/config/route/v3/route_components.proto'))
    writeFileSync(join(work, 'buf.yaml'), 'version: v2\n')
    const paths = roots.flatMap((path) => ['--path', path])
    execFileSync(
      join(modules, '.bin/buf'),
      ['build', '.', ...paths, '--as-file-descriptor-set', '--exclude-source-info', '-o', 'out.binpb#format=binpb'],
      { cwd: work, stdio: ['ignore', 'inherit', 'inherit'] },
    )
    renameSync(join(work, 'out.binpb'), out)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

const wanted = wantedStamp()
if (existsSync(out) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) process.exit(0)
build()
writeFileSync(stamp, wanted)
console.log(`built ${out.slice(root.length + 1)}`)
