-- CreateTable
CREATE TABLE "canary" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "service" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "holds_lease" BOOLEAN NOT NULL,
    "at" BIGINT NOT NULL,
    "revision" INTEGER NOT NULL,
    "document" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "canary_tick" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "canary_id" TEXT NOT NULL,
    "document" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "canary_event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "canary_id" TEXT NOT NULL,
    "document" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "canary_request" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "canary_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "accepted" BOOLEAN,
    "answer" TEXT
);

-- CreateIndex
CREATE INDEX "canary_state_at_idx" ON "canary"("state", "at");

-- CreateIndex
CREATE INDEX "canary_holds_lease_idx" ON "canary"("holds_lease");

-- CreateIndex
CREATE INDEX "canary_service_at_idx" ON "canary"("service", "at");

-- CreateIndex
CREATE INDEX "canary_tick_canary_id_id_idx" ON "canary_tick"("canary_id", "id");

-- CreateIndex
CREATE INDEX "canary_event_canary_id_id_idx" ON "canary_event"("canary_id", "id");

-- CreateIndex
CREATE INDEX "canary_request_canary_id_at_idx" ON "canary_request"("canary_id", "at");

-- CreateIndex
CREATE INDEX "canary_request_answer_idx" ON "canary_request"("answer");
