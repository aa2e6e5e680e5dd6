// patient: it goes over every operation with dozens of wrong requests, and no clock
import { join } from "node:path";
import { after, before } from "node:test";
import { person } from "@siren/chassis/testing/service-door";
import type { Right } from "@siren/chassis/testing/surface/faults";
import { walkSurface } from "@siren/chassis/testing/surface/walk";
import { changedSince, type LookAt, openDigest, type StoreDigest } from "@siren/store/testing/digest";
import {
  type Barista,
  customer,
  elsewhere,
  hana,
  jun,
  line,
  openBarista,
} from "../src/testing/open-barista.ts";

let door: Barista;
let digest: StoreDigest;
before(async () => {
  door = await openBarista();
  digest = await openDigest((await door.envOf()).STORE ?? "", lookAt);
});
after(async () => {
  await digest?.close();
  await door?.close();
});

/** The estimate is looked at again every few seconds, whoever taps or does not: what it tells is nobody's change. */
const lookAt: LookAt = (collection, doc) => {
  if (collection === "loads" || collection === "_streams") return undefined;
  const { kind, type, name } = doc;
  if (kind === "store.load" || type === "StoreLoadChanged" || type === "EtaChanged") return undefined;
  if (collection === "_live" && (name === "ticket.changed" || name === "work.next")) return undefined;
  const { etaAt: _eta, changedAt: _at, version: _version, ...rest } = doc;
  return collection === "tickets" ? rest : doc;
};

const ops = person("mem_0000000000000000000000000P", ["ops"]);
const manager = person("mem_0000000000000000000000000Q", ["manager"], ["haeundae"]);
const guest = { ...person("g".repeat(43), ["guest"]), kind: "guest" as const, via: "guest" as const };

const ofStaff = { as: jun, notTheirs: [elsewhere, manager] };
const atStore = { ...ofStaff, params: { store: "seongsu" }, unknown: { store: "nowhere" } };
const noTicket = { ticket: "tkt_00000000000000000000000000" };
const noUnit = { unit: "unt_00000000000000000000000000" };
const noCup = "unt_00000000000000000000000000";

type Verb = "accept" | "claim" | "done" | "ready" | "hand-over";
/** A new ticket of two cups, tapped so far. */
async function ticketAfter(...verbs: Verb[]) {
  const { ticketId, units } = await door.queued({ lines: [line(2)] });
  const unitId = units[0]?.unitId ?? "";
  for (const verb of verbs) {
    const path =
      verb === "claim" || verb === "done" ? `/units/${unitId}/${verb}` : `/tickets/${ticketId}/${verb}`;
    await door.tap(path);
  }
  return { ticketId, unitId };
}

const ticketTap =
  (...before: Verb[]) =>
  async (): Promise<Right> => ({
    ...{ ...ofStaff, params: { ticket: (await ticketAfter(...before)).ticketId }, unknown: noTicket },
  });
const unitTap =
  (...before: Verb[]) =>
  async (): Promise<Right> => ({
    ...{ ...ofStaff, params: { unit: (await ticketAfter(...before)).unitId }, unknown: noUnit },
  });

function rights(): Record<string, Right | (() => Promise<Right>)> {
  return {
    "PUT /stores/{store}/state": {
      ...atStore,
      body: { state: "BUSY", until: door.now() + 3_600_000, note: "단체" },
      otherBody: { state: "OPEN" },
      more: [
        {
          what: "a time that is over",
          request: { ...atStore, key: "walk-state", body: { state: "BUSY", until: door.now() - 1 } },
          codes: ["BAD_REQUEST"],
        },
      ],
    },
    "POST /stores/{store}/delay": {
      ...atStore,
      body: { minutes: 10, until: door.now() + 3_600_000 },
      otherBody: { minutes: 20 },
    },
    // Which items there are only menu knows: here a name is a name.
    "PUT /stores/{store}/availability/{thing}": {
      ...atStore,
      params: { store: "seongsu", thing: "cold-brew" },
      body: { soldOut: true, of: "item" },
      otherBody: { soldOut: false },
    },
    "PUT /stores/{store}/stock/{thing}": {
      ...atStore,
      params: { store: "seongsu", thing: "cookie" },
      body: { counted: 12 },
      otherBody: { received: 5 },
      more: [-1, 0, 0.5, 100_001, 2 ** 53].map((received) => ({
        what: `${received} came in`,
        request: {
          ...ofStaff,
          params: { store: "seongsu", thing: "cookie" },
          key: "walk-stock",
          body: { received },
        },
        codes: ["BAD_REQUEST"] as const,
      })),
    },
    "GET /stores/{store}/sales": {
      ...{ as: hana, notTheirs: [manager], query: { day: "2026-11-21" } },
      ...{ params: { store: "seongsu" }, unknown: { store: "nowhere" } },
    },
    "GET /stores/{store}/board": atStore,
    // Anybody may look at any call board and at how a store stands; of nowhere nothing is known.
    "GET /stores/{store}/callboard": { params: { store: "seongsu" } },
    "GET /stores/{store}/now": { params: { store: "seongsu" } },
    "POST /tickets/{ticket}/accept": ticketTap(),
    "POST /tickets/{ticket}/ready": ticketTap("accept", "claim"),
    "POST /tickets/{ticket}/recall": ticketTap("accept", "claim", "ready"),
    "POST /tickets/{ticket}/hand-over": ticketTap("accept", "claim", "ready"),
    "POST /tickets/{ticket}/paid": async () => {
      const { ticketId } = await door.queued({ payment: "COUNTER_DUE" }, "OrderCounterDue");
      return { ...ofStaff, params: { ticket: ticketId }, unknown: noTicket };
    },
    "POST /tickets/{ticket}/reject": async () => {
      const { ticketId, unitId } = await ticketAfter("accept");
      const right = { ...ofStaff, params: { ticket: ticketId }, unknown: noTicket };
      return {
        ...right,
        body: { reason: "SOLD_OUT", units: [unitId] },
        otherBody: { reason: "TOO_BUSY" },
        more: [
          {
            what: "another's cup",
            request: { ...right, key: "walk-reject", body: { reason: "OTHER", units: [noCup] } },
            codes: ["NOT_FOUND"],
          },
        ],
      };
    },
    "POST /units/{unit}/claim": unitTap("accept"),
    "POST /units/{unit}/done": unitTap("accept", "claim"),
    "POST /units/{unit}/release": unitTap("accept", "claim"),
    "POST /units/{unit}/remake": async () => {
      const { unitId } = await ticketAfter("accept", "claim", "done");
      return {
        ...{ ...ofStaff, params: { unit: unitId }, unknown: noUnit },
        ...{ body: { reason: "SPILLED" }, otherBody: { reason: "OTHER" } },
      };
    },
  };
}

walkSurface({
  service: "barista",
  door: () => door,
  people: () => ({ customer, ops, guest }),
  rights,
  readme: join(import.meta.dirname, "..", "README.md"),
  digest: { take: () => digest.take(), changed: changedSince },
});
