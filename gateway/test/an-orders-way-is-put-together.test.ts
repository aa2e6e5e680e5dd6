import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { formFaults } from "@siren/contracts/form";
import { journeyExamples } from "@siren/contracts/golden-journey";
import { opsJourney } from "@siren/contracts/journey";
import type { Seen } from "../src/testing/edge-service.ts";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";

const jun = "mem_000000000000000000000000JN";
const { journeyOrder: order, toldAbout } = journeyExamples;
const [told] = toldAbout.events;
const eventId = told?.eventId ?? "";
const heldId = "evt_01J9ZK3V5QW8XH2N7TB4RCEDFZ";
const traceId = told?.traceId ?? "";
let edge: Gateway;
let jaeger: Server;
let jaegerSays: { status: number; body: object };

const json = (body: object, status = 200) => ({ status, body: JSON.stringify(body) });
const nothingTold = { events: [], isWhole: true };
const nothingTaken = { heard: { order: 9_999, member: 9_999, barista: 9_999 }, taken: [], setAside: [] };

before(async () => {
  jaeger = createServer((_req, res) => {
    res.writeHead(jaegerSays.status, { "content-type": "application/json" });
    res.end(JSON.stringify(jaegerSays.body));
  });
  await new Promise<void>((resolve) => jaeger.listen(0, "127.0.0.1", resolve));
  const { port } = jaeger.address() as AddressInfo;
  edge = await openGateway({
    TRACES_URL: "https://traces.example.org/jaeger/",
    TRACES_QUERY_URL: `http://127.0.0.1:${port}`,
  });
  play();
});
after(async () => {
  jaeger.close();
  jaeger.closeAllConnections();
  await edge.close();
});

/** Order told one event, member another; barista set the first aside. */
function play(): void {
  const span = { operationName: "POST /orders", startTime: order.placedAt * 1_000, duration: 12_400 };
  jaegerSays = {
    status: 200,
    body: {
      data: [
        {
          spans: [{ ...span, processID: "p1", tags: [{ key: "error", value: true }] }],
          processes: { p1: { serviceName: "order" } },
        },
      ],
    },
  };
  const { answer } = edge.member;
  const of =
    (toldHere: object, takenHere: object) =>
    ({ url }: Seen) => {
      if (url.startsWith("/internal/journeys")) return json(order);
      if (url.startsWith("/internal/told/")) return json(toldHere);
      return url === "/internal/taken" ? json(takenHere) : undefined;
    };
  const played = {
    order: of(toldAbout, { ...nothingTaken, heard: { member: 0 } }),
    barista: of(nothingTold, {
      ...nothingTaken,
      setAside: [{ eventId, attempts: 6, error: "no cup of that size", parkedAt: order.placedAt + 900 }],
    }),
    member: of(
      {
        events: [
          { ...told, eventId: heldId, type: "HoldPlaced", seq: 7, at: order.placedAt - 1, traceId: null },
        ],
        isWhole: true,
      },
      nothingTaken,
    ),
  };
  edge.order.answer = (asked) => played.order(asked) ?? json({});
  edge.barista.answer = (asked) => played.barista(asked) ?? json({});
  edge.member.answer = (asked) => played.member(asked) ?? answer(asked);
}

async function journey(query: string, roles: ("ops" | "barista")[] = ["ops"]) {
  const token = await edge.tokenFor({ sub: jun, roles });
  return edge.ask("GET", `/ops/journey?${query}`, { headers: { authorization: `Bearer ${token}` } });
}
const byNumber = "store=seongsu&day=2026-11-21&number=17";

test("an order's way is put together of what each service told and took, with its spans", async () => {
  const { status, body } = await journey(byNumber);
  assert.equal(status, 200);
  assert.deepEqual(formFaults(opsJourney, journeyExamples.opsJourney, body), []);
  const asked = edge.order.seen.find(({ url }) => url.startsWith("/internal/journeys"));
  assert.equal(asked?.url, `/internal/journeys?${byNumber}`);
  assert.deepEqual(
    body.events.map((one: { type: string; takers: { consumer: string; state: string }[] }) => [
      one.type,
      one.takers.map(({ consumer, state }) => `${consumer} ${state}`),
    ]),
    [
      ["HoldPlaced", ["order WAITING"]],
      ["OrderAuthorised", ["barista SET_ASIDE"]],
    ],
    "who has heard further and left no mark has no use for it",
  );
  assert.deepEqual(body.events[1].takers[0].error, "no cup of that size");
  assert.deepEqual(body.traces, [
    {
      ...{ traceId, url: `https://traces.example.org/jaeger/trace/${traceId}`, why: null },
      spans: [{ service: "order", name: "POST /orders", at: order.placedAt, tookMs: 12.4, isFailed: true }],
    },
  ]);
  assert.deepEqual([body.silent, body.isWhole], [[], true]);
});

test("without Jaeger's answer the way is shown, and why there are no spans", async () => {
  jaegerSays = { status: 500, body: {} };
  const { body } = await journey(`order=${order.orderId}`);
  assert.deepEqual([body.traces[0].spans, body.traces[0].why], [null, "it answered 500"]);
  assert.equal(body.events.length, 2);
});

test("whose part is missing is said; an order that nobody knows is not found", async () => {
  const { answer } = edge.barista;
  edge.barista.answer = () => ({ status: 500 });
  const { body } = await journey(`order=${order.orderId}`);
  assert.deepEqual(body.silent, [{ service: "barista", why: "barista answered 500" }]);
  assert.equal(body.isWhole, false);
  assert.deepEqual(
    body.events.map(({ type }: { type: string }) => type),
    ["HoldPlaced", "OrderAuthorised"],
  );
  edge.barista.answer = answer;
  edge.order.answer = () => ({ status: 404, body: "{}" });
  assert.equal(codeOf(await journey(`order=${order.orderId}`)), "NOT_FOUND");
  play();
});

test("what is asked for nobody is not asked of anybody, and only operations ask", async () => {
  for (const query of [
    "order=1",
    "store=seongsu&day=yesterday&number=1",
    "store=seongsu&number=0",
    "owner=x",
  ])
    assert.equal(codeOf(await journey(query)), "BAD_REQUEST", query);
  assert.equal(codeOf(await journey(byNumber, ["barista"])), "FORBIDDEN");
  assert.equal(codeOf(await edge.ask("GET", `/ops/journey?${byNumber}`)), "UNAUTHENTICATED");
});
