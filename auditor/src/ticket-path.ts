import type { AuditRule } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import type { TicketState } from "@siren/contracts/barista";
import type { FeedEvent } from "@siren/contracts/envelope";
import { eventCatalogue } from "@siren/contracts/events";

type Step = { from: readonly TicketState[]; to: TicketState | "same" };
const before: readonly TicketState[] = ["QUEUED", "ACCEPTED"];
const open: readonly TicketState[] = ["QUEUED", "ACCEPTED", "MAKING", "READY"];

/** Written anew from the agreement and not taken from barista, who is the one being judged. */
const steps: Record<string, Step> = {
  TicketQueued: { from: [], to: "QUEUED" },
  TicketAccepted: { from: ["QUEUED"], to: "ACCEPTED" },
  TicketStarted: { from: ["ACCEPTED"], to: "MAKING" },
  UnitStarted: { from: ["MAKING"], to: "same" },
  UnitDone: { from: ["MAKING"], to: "same" },
  UnitReleased: { from: ["MAKING"], to: "same" },
  UnitRemade: { from: ["MAKING"], to: "same" },
  UnitsRejected: { from: [...before, "MAKING"], to: "same" },
  TicketReady: { from: ["MAKING"], to: "READY" },
  TicketRecalled: { from: ["READY"], to: "MAKING" },
  TicketPickedUp: { from: ["READY"], to: "HANDED_OVER" },
  TicketUnclaimed: { from: ["READY"], to: "UNCLAIMED" },
  TicketVoided: { from: before, to: "VOIDED" },
  TicketRejected: { from: [...before, "MAKING"], to: "REJECTED" },
  TicketPaid: { from: open, to: "same" },
  EtaChanged: { from: open, to: "same" },
};

type Cup = { claimedAt: number | null; isDone: boolean };
export type PathFault = { rule: AuditRule; why: string };

/** A ticket as its events tell it, one after the other. */
export type TicketPath = {
  ticketId: string;
  orderId: string;
  first: number;
  last: number;
  lastAt: number;
  gap: string | undefined;
  state: TicketState | undefined;
  cups: Map<string, Cup>;
  rejected: number;
  /** How many cups were over each time that it was ready. */
  readyWith: { version: number; over: number }[];
  faults: PathFault[];
};

export const isOfTicket = ({ type }: FeedEvent) => Object.hasOwn(steps, type);
const mostFaults = 5;

export function ticketPath(ticketId: string, orderId: string, first: number): TicketPath {
  return {
    ...{ ticketId, orderId, first, last: first - 1, lastAt: 0, gap: undefined, state: undefined },
    ...{ cups: new Map(), rejected: 0, readyWith: [], faults: [] },
  };
}

/** Goes one event further. What comes again is passed over; what is missing is noted, once. */
export function follow(path: TicketPath, event: FeedEvent): void {
  const step = steps[event.type];
  const { aggregateVersion: version, type } = event;
  if (!step || version <= path.last) return;
  if (version > path.last + 1)
    path.gap ??= says("ticket-gap", { version, ticket: path.ticketId, last: path.last });
  path.last = version;
  path.lastAt = Math.max(path.lastAt, event.at);
  const { state } = path;
  const isLegal = state === undefined ? type === "TicketQueued" || path.first > 1 : step.from.includes(state);
  if (!isLegal)
    note(path, ruleOf(state, type), says("step-out-of-turn", { type, version, state: state ?? "absent" }));
  if (step.to !== "same" && state !== "VOIDED") path.state = step.to;
  followCup(path, event);
}

/** Where the path was entered in its middle nothing is known of its cups. */
export const isWholePath = ({ first, gap }: TicketPath) => first === 1 && gap === undefined;

function ruleOf(state: TicketState | undefined, type: string): AuditRule {
  if (state === "VOIDED") return "nothing-made-after-void";
  return type === "TicketReady" ? "ready-when-all-made" : "history-legal";
}

function note({ faults }: TicketPath, rule: AuditRule, why: string): void {
  if (faults.length < mostFaults) faults.push({ rule, why });
}

function followCup(path: TicketPath, { type, data, aggregateVersion: version }: FeedEvent): void {
  const { cups } = path;
  if (type === "TicketReady") {
    const over = [...cups.values()].filter(({ isDone }) => isDone).length + path.rejected;
    path.readyWith.push({ version, over });
    return;
  }
  if (type === "UnitsRejected") {
    const { lines } = eventCatalogue.UnitsRejected.parse(data);
    path.rejected += lines.reduce((sum, { units }) => sum + units, 0);
    return;
  }
  if (!type.startsWith("Unit")) return;
  const { line, n } = eventCatalogue.UnitStarted.parse(data);
  const name = `${line}/${n}`;
  const cup = cups.get(name) ?? { claimedAt: null, isDone: false };
  if (type === "UnitStarted" && cup.claimedAt !== null) {
    const why = says("claimed-twice", { cup: name, version, since: cup.claimedAt });
    note(path, "cup-claimed-by-one", why);
  }
  if (type === "UnitDone" && cup.isDone && path.first === 1)
    note(path, "cup-made-once", says("made-unasked", { cup: name, version }));
  cups.set(name, {
    claimedAt: type === "UnitStarted" ? version : null,
    isDone: type === "UnitDone" || (cup.isDone && type !== "UnitRemade"),
  });
}
