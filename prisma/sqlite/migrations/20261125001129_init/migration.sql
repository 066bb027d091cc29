-- CreateTable
CREATE TABLE "desired" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "revision" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "mesh" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "document" TEXT NOT NULL,
    "revision" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "policy" (
    "service" TEXT NOT NULL PRIMARY KEY,
    "document" TEXT,
    "revision" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "change" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "service" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "policy_revision" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "sentence" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "undoes" TEXT,
    "undone_by" TEXT,
    "loaded" INTEGER NOT NULL,
    "observed" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "evidence" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "fault" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "service" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "document" TEXT NOT NULL,
    "evidence" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "fault_lock" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "locked" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "audit" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" BIGINT NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "outcome" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "registration" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "identity" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "value" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "positions" (
    "view" TEXT NOT NULL PRIMARY KEY,
    "positions" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "change_service_at_idx" ON "change"("service", "at");

-- CreateIndex
CREATE INDEX "change_at_idx" ON "change"("at");

-- CreateIndex
CREATE INDEX "change_state_at_idx" ON "change"("state", "at");

-- CreateIndex
CREATE INDEX "fault_state_at_idx" ON "fault"("state", "at");

-- CreateIndex
CREATE INDEX "fault_service_at_idx" ON "fault"("service", "at");

-- CreateIndex
CREATE INDEX "audit_at_idx" ON "audit"("at");

-- CreateIndex
CREATE INDEX "audit_subject_at_idx" ON "audit"("subject", "at");

-- Audit rows are written once.
CREATE TRIGGER "audit_keeps_rows" BEFORE DELETE ON "audit" BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER "audit_keeps_content" BEFORE UPDATE ON "audit" BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

-- The counter that every change of desired state raises.
INSERT INTO "desired" ("id", "revision") VALUES (1, 0);
