/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { auditExamples } from "@siren/contracts/golden-between";
import { opsExamples } from "@siren/contracts/golden-ops";
import type { OpsInstance } from "@siren/contracts/ops";
import {
  disagrees,
  failsOnPurpose,
  goneSince,
  lastSeen,
  stateOf,
} from "../src/features/ops/instance-state.ts";
import { figure, shortName } from "../src/features/ops/names.ts";
import { type Known, troublesOf } from "../src/features/ops/standing.ts";

const { opsRegistry: seen, opsBreakers: breakers, opsFeeds: feeds, opsProblems: problems } = opsExamples;
const [example] = seen.services[0]?.instances ?? [];
const well: OpsInstance = {
  ...(example as OpsInstance),
  ghost: null,
  answers: true,
  ejected: false,
  gateways: [],
};
const registryOf = (...instances: OpsInstance[]) => ({
  ...seen,
  gateways: [],
  services: [{ name: "barista", breaker: "closed" as const, instances }],
});
const nothing: Known = {
  ...{ registry: undefined, breakers: undefined, feeds: undefined, audit: undefined, problems: undefined },
};
const keysOf = (known: Partial<Known>) =>
  troublesOf({ ...nothing, ...known }, (rule) => rule).map(({ tone, key }) => `${tone} ${key}`);

test("where everybody answers and agrees nothing is said", () => {
  const calm = {
    registry: registryOf(well),
    breakers: {
      ...breakers,
      services: breakers.services.map((one) => ({
        ...one,
        breaker: { ...one.breaker, state: "closed" as const },
      })),
    },
    feeds: { ...feeds, deadLetters: [], feeds: feeds.feeds.map((one) => ({ ...one, consumers: [] })) },
    problems: { ...problems, problems: [] },
  };
  assert.deepEqual(keysOf(calm), []);
});

test("a service that nobody serves, a ghost and a registry that is away are to be mended now", () => {
  const ghost = { ...well, isUsed: false, answers: false, ghost: "registered-not-answering" as const };
  assert.deepEqual(keysOf({ registry: registryOf() }), ["bad tNobody"]);
  assert.deepEqual(keysOf({ registry: registryOf(well, ghost) }), ["bad tGhost"]);
  assert.deepEqual(keysOf({ registry: { ...registryOf(well), registryAnswers: false } }), [
    "bad tRegistryAway",
  ]);
  assert.deepEqual(keysOf({ registry: { ...registryOf(well), source: "disk" } }), ["bad tRegistryAway"]);
});

test("one that fails on purpose is marked until its end, one that has none for as long as it is there", () => {
  const endsAt = Date.parse("2026-11-22T18:30:00Z");
  const ending = { fault: "2/10@2026-11-22T18:30:00.000Z" };
  assert.equal(failsOnPurpose(ending, endsAt - 1), "2/10");
  assert.equal(failsOnPurpose(ending, endsAt), undefined);
  assert.equal(failsOnPurpose({ fault: "1/1" }, endsAt), "1/1");
  assert.equal(failsOnPurpose({}, endsAt), undefined);
});

test("the registry is no service that could register", () => {
  const discovery = { name: "discovery", breaker: null, instances: [] };
  const registry = { ...registryOf(well), services: [...registryOf(well).services, discovery] };
  assert.deepEqual(keysOf({ registry }), []);
});

test("what is drained, left alone or silent is worth a look, after what is worse", () => {
  const drained = { ...well, id: "barista:127.0.0.1:2:b", status: "OUT_OF_SERVICE" };
  const [gateway] = (example as OpsInstance).gateways;
  const ejected = {
    ...well,
    id: "barista:127.0.0.1:3:c",
    gateways: gateway ? [{ ...gateway, ejected: true }] : [],
  };
  const registry = {
    ...registryOf(well, drained, ejected),
    gateways: [{ id: "gateway:h:1:x", source: null, asOfMs: null, why: "connect" }],
  };
  const [service] = breakers.services;
  const open = {
    ...breakers,
    services: service ? [{ ...service, breaker: { ...service.breaker, state: "open" as const } }] : [],
  };
  assert.deepEqual(keysOf({ registry, breakers: open }), [
    ...["bad tOpen", "look tDrained", "look tEjected", "look tGatewaySilent"],
  ]);
});

test("events that were set aside, broken promises and a lag are told; a little lag is on its way", () => {
  const [first] = feeds.feeds;
  const behind = (lag: number | null) => ({
    ...feeds,
    feeds: first ? [{ ...first, consumers: first.consumers.map((one) => ({ ...one, lag })) }] : [],
    deadLetters: [],
  });
  assert.deepEqual(keysOf({ feeds: behind(3) }), []);
  assert.deepEqual(keysOf({ feeds: behind(300) }), ["look tLag"]);
  assert.deepEqual(keysOf({ feeds: behind(null) }), ["look tLagUnknown"]);
  assert.deepEqual(keysOf({ feeds: { ...feeds, feeds: [] } }), ["bad tLetters"]);
  const audit = { ...auditExamples.verdicts };
  const [verdict] = audit.verdicts;
  const broken = { ...audit, verdicts: verdict ? [{ ...verdict, state: "BROKEN" as const }] : [] };
  assert.deepEqual(keysOf({ audit: broken }), ["bad tBroken"]);
  const unknown = { ...audit, verdicts: verdict ? [{ ...verdict, state: "UNKNOWN" as const }] : [] };
  assert.deepEqual(keysOf({ audit: unknown }), ["look tUnjudged"], "what nobody has looked at is not well");
});

test("only what failed just now is told; what was refused is no failure", () => {
  const [problem] = problems.problems;
  const at = (lastAtMs: number, status = 503) => ({
    ...problems,
    problems: problem ? [{ ...problem, lastAtMs, status }] : [],
  });
  const registry = registryOf(well);
  assert.deepEqual(keysOf({ registry, problems: at(registry.now - 1_000) }), ["look tFailing"]);
  assert.deepEqual(keysOf({ registry, problems: at(registry.now - 600_000) }), []);
  assert.deepEqual(keysOf({ registry, problems: at(registry.now - 1_000, 409) }), []);
});

test("an instance is called by what is worst about it", () => {
  const states = [
    well,
    { ...well, status: "OUT_OF_SERVICE" },
    { ...well, status: "OUT_OF_SERVICE", ghost: "registered-not-answering" as const },
    { ...well, status: "GONE", ghost: "answering-but-gone" as const },
    { ...well, isAllowed: false },
    { ...well, status: "STARTING" },
  ].map(stateOf);
  assert.deepEqual(states, ["in-service", "drained", "ghost", "unregistered", "outside", "not-ready"]);
});

test("copies that differ from the registry's word are noticed, and the newest real answer is shown", () => {
  const [gateway] = (example as OpsInstance).gateways;
  if (!gateway) throw new Error("the example has no gateway");
  const older = { ...gateway, gateway: "g2", answer: { status: 503, atMs: 5 } };
  assert.equal(disagrees({ registryStatus: "UP", gateways: [gateway] }), false);
  assert.equal(disagrees({ registryStatus: "OUT_OF_SERVICE", gateways: [gateway] }), true);
  assert.equal(disagrees({ registryStatus: null, gateways: [gateway] }), false, "it was not asked");
  assert.equal(lastSeen({ gateways: [older, gateway] }).answer?.word, String(gateway.answer?.status));
});

test("who went stays in sight for a while, and who came back is no longer gone", () => {
  const both = registryOf(well, { ...well, id: "other" });
  const one = { ...registryOf(well), now: both.now + 2_000 };
  const gone = goneSince([], both, one);
  assert.deepEqual(gone, [{ id: "other", service: "barista", at: one.now }]);
  assert.deepEqual(goneSince(gone, one, { ...one, now: one.now + 2_000 }), gone);
  assert.deepEqual(goneSince(gone, one, { ...one, now: one.now + 100_000 }), []);
  assert.deepEqual(goneSince(gone, one, both), []);
});

test("an instance is named by what tells it from its like", () => {
  assert.deepEqual(
    [shortName("barista:127.0.0.1:41002:8f2a"), shortName("barista:10.1.2.3:80:8f")],
    [":41002", "10.1.2.3:80"],
  );
  assert.deepEqual([figure(0.04), figure(12.34), figure(1_234.5)], ["0", "12.3", "1,235"]);
});
