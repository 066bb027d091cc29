-- CreateTable
CREATE TABLE "webhook_call" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "url" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "next_at" BIGINT NOT NULL
);

-- CreateIndex
CREATE INDEX "webhook_call_next_at_idx" ON "webhook_call"("next_at");
