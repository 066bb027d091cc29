import { defineConfig } from 'prisma/config'

// No download of the schema engine: generate, validate and format need none, and whatever does need it fails (true would pretend success).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= '/bin/false'

export default defineConfig({ schema: 'prisma/sqlite/schema.prisma' })
