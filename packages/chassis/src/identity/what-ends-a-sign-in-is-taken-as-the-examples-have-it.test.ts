import assert from "node:assert/strict";
import { test } from "node:test";
import { goldenEvents } from "@siren/contracts/golden";
import { envelopeExamples, snapshotExamples } from "@siren/contracts/golden-between";
import { tempFolder } from "../../test/people-world.ts";
import type { ServiceClient } from "../client.ts";
import { createLog } from "../log.ts";
import { until } from "../testing/until.ts";
import { createRevocations } from "./revocations.ts";

const { memberId, notBefore } = goldenEvents.SessionRevoked;
const sink = (line: string) => assert.fail(line);
const log = createLog({ service: "order", level: "warn", now: () => notBefore, sink });

/** Member's answers, one after the other; then it says nothing more. */
function memberThatAnswers(...answers: { status: number; body: unknown }[]): ServiceClient {
  const call = (request: { signal?: AbortSignal }) => {
    const answer = answers.shift();
    if (answer) return Promise.resolve({ ok: answer.status === 200, headers: new Headers(), ...answer });
    return new Promise((_, reject) =>
      request.signal?.addEventListener("abort", () => reject(new Error("over"))),
    );
  };
  // As much of the client as is used here.
  return { call } as unknown as ServiceClient;
}

const pageOf = (type: "SessionRevoked" | "CredentialChanged" | "MemberDeleted") => {
  const event = { ...envelopeExamples.feedEvent, type, data: goldenEvents[type] };
  return [{ status: 200, body: { ...envelopeExamples.feedPage, events: [event] } }];
};
const snapshot = { ...envelopeExamples.feedSnapshot, state: snapshotExamples.memberState };
const told = {
  SessionRevoked: pageOf("SessionRevoked"),
  CredentialChanged: pageOf("CredentialChanged"),
  MemberDeleted: pageOf("MemberDeleted"),
  "the snapshot": [
    { status: 410, body: {} },
    { status: 200, body: snapshot },
  ],
};

for (const [what, answers] of Object.entries(told)) {
  test(`${what} of the examples ends what was begun before it`, async (t) => {
    const dataDir = await tempFolder(t);
    const client = memberThatAnswers(...answers);
    const revocations = createRevocations({ client, dataDir, log, now: () => notBefore });
    revocations.start();
    t.after(() => revocations.stop());
    const caller = { kind: "member" as const, sub: memberId };
    await until("it is known", () => revocations.isRevoked({ ...caller, authAtMs: notBefore - 1 }));
    assert.equal(revocations.isRevoked({ ...caller, authAtMs: notBefore }), false);
  });
}
