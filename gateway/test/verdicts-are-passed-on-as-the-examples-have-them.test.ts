import assert from "node:assert/strict";
import { test } from "node:test";
import type { BackEnd } from "@siren/chassis/back-end";
import type { RequestContext } from "@siren/chassis/http/routes";
import { auditExamples } from "@siren/contracts/golden-between";
import type * as z from "zod/mini";
import { type OpsParts, opsReads } from "../src/ops/ops-reads.ts";

test("the auditor's verdicts reach operations whole", async () => {
  const call = async ({ schema }: { schema: z.ZodMiniType }) => ({
    ...{ ok: true, status: 200, body: schema.parse(JSON.parse(JSON.stringify(auditExamples.verdicts))) },
  });
  // As much of a back end as this one route uses.
  const routes = opsReads({ backEnd: { client: { call } } as unknown as BackEnd } as OpsParts);
  const audit = routes.find(({ path }) => path === "/ops/audit") ?? assert.fail("no such route");
  const reply = await audit.handle({} as RequestContext);
  assert.deepEqual(reply, { status: 200, body: auditExamples.verdicts });
});
