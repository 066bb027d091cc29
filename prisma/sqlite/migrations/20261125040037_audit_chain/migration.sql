-- AlterTable
ALTER TABLE "audit" ADD COLUMN "address" TEXT;
ALTER TABLE "audit" ADD COLUMN "after" TEXT;
ALTER TABLE "audit" ADD COLUMN "before" TEXT;
ALTER TABLE "audit" ADD COLUMN "hash" TEXT;
