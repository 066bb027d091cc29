import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { bindMigrationAwareSqlAdapterFactory, mockMigrationAwareAdapterFactory } from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'

// `npm run migration -- NAME` writes the SQL from the last migrated schema to the present one, with no database; `--check` fails when there is any.
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = `${root}prisma/sqlite/migrations`
const migratedFile = `${folder}/migrated.prisma`
const schemaFile = `${root}prisma/sqlite/schema.prisma`

async function diff() {
  const binding = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    .replace(/[.]js$/, '.wasm')
  const wasm = await WebAssembly.instantiate(readFileSync(binding), { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(wasm.instance.exports)
  wasm.instance.exports.__wbindgen_start()
  const content = readFileSync(schemaFile, 'utf8')
  const factory = bindMigrationAwareSqlAdapterFactory(mockMigrationAwareAdapterFactory('sqlite'))
  const engine = await bindings.SchemaEngine.new({ datamodels: [[schemaFile, content]] }, () => {}, factory)
  const of = (path) => ({ tag: 'schemaDatamodel', files: [{ path, content: readFileSync(path, 'utf8') }] })
  const result = await engine.diff({
    from: existsSync(migratedFile) ? of(migratedFile) : { tag: 'empty' },
    to: of(schemaFile),
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  })
  return result.exitCode === 0 ? '' : (result.stdout ?? '')
}

const name = process.argv[2]
if (!name || !/^(--check|[a-z0-9_]+)$/.test(name)) {
  console.error('usage: npm run migration -- NAME   (lower case letters, digits and _)   or   --check')
  process.exit(1)
}
const sql = await diff()
if (name === '--check') {
  if (sql) console.error(`the schema has changes without a migration:\n${sql}`)
  process.exit(sql ? 1 : 0)
}
if (!sql) {
  console.error('the schema has not changed since the last migration')
  process.exit(1)
}
const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
const target = `${folder}/${stamp}_${name}`
mkdirSync(target, { recursive: true })
writeFileSync(`${target}/migration.sql`, sql)
copyFileSync(schemaFile, migratedFile)
console.log(
  `${target}/migration.sql: read it before you commit it (a whole-table copy for one added column becomes ALTER TABLE … ADD COLUMN)`,
)
