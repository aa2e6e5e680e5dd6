import type { Verdict } from "./verdicts.ts";

/** Since when the line stood over which it came, and whether the network was cut under that line meanwhile. */
type Way = { greetedAtMs: number; wasCut: boolean };
export type Told = Way & {
  name: string;
  orderId: string | undefined;
  n: number;
  atMs: number;
  saidAtMs: number;
};
export type Rung = Way & { n: number; atMs: number };
/** Everything up to `n` was shown, and the server has said that it heard so. */
export type Acknowledged = { n: number; atMs: number };

export type SeenDevice = {
  told: readonly Told[];
  rung: readonly Rung[];
  acknowledged: readonly Acknowledged[];
  connects: number;
};
export type SeenCustomer = {
  devices: readonly SeenDevice[];
  orders: readonly { orderId: string; handedOverAtMs: number | undefined }[];
};

const ready = "order.ready";
/** A device's turn is 3 s, less what the way to one may take longer than that to the other. */
const turnMs = 2_500;
/** What was given just before may still be on its way. */
const onTheWayMs = 500;
/** A killed replica takes a moment's acknowledgements with it. */
const unwrittenMs = 1_000;

/** What was promised of somebody's devices: each tells of each READY once, everything in order, nobody else's. */
export function judgeTold(customers: readonly SeenCustomer[], ordered: number): Verdict[] {
  const devices = customers.flatMap((customer) =>
    customer.devices.map((device) => ({ device, ...customer })),
  );
  const orders = customers.flatMap((customer) => customer.orders);
  return [
    {
      invariant: "every order was taken and came to its customer",
      evidence: `${orders.length} orders of ${customers.length} customers`,
      violations: orders.length === ordered ? [] : [`${ordered} were to be placed`],
    },
    {
      invariant: "every READY was told exactly once on each device of its customer",
      evidence: `${devices.length} devices, connected ${devices.reduce((all, { device }) => all + device.connects, 0)} times`,
      violations: devices.flatMap(({ device, orders }, at) =>
        orders.flatMap(({ orderId }) => {
          const times = device.told.filter((one) => one.name === ready && one.orderId === orderId).length;
          return times === 1 ? [] : [`${orderId}: told ${times} times on device ${at}`];
        }),
      ),
    },
    {
      invariant: "everything was told in order, without a gap",
      evidence: `${devices.reduce((all, { device }) => all + device.told.length, 0)} events`,
      violations: devices.flatMap(({ device: { told } }) =>
        told.flatMap(({ n, name, orderId }, at) => {
          const before = told[at - 1];
          return before && n !== before.n + 1 ? [`${name} ${orderId}: ${n} was told behind ${before.n}`] : [];
        }),
      ),
    },
    {
      invariant: "nobody was told of an order of somebody else",
      evidence: `${devices.length} devices`,
      violations: devices.flatMap(({ device, orders }) =>
        device.told
          .filter(
            (one) => one.orderId !== undefined && !orders.some(({ orderId }) => orderId === one.orderId),
          )
          .map(({ orderId }) => `${orderId} is another's`),
      ),
    },
  ];
}

/**
 * Of somebody's devices one rings, the next when its turn is over, and none when one of them has shown it. `killed`:
 * when a process was that may have held what was not written yet.
 */
export function judgeRings(customers: readonly SeenCustomer[], killed: readonly number[]): Verdict[] {
  const rings = customers.flatMap((customer) =>
    customer.orders.map((order) => ringsFor(order, customer, killed)),
  );
  const sum = (of: (one: (typeof rings)[number]) => number) => rings.reduce((all, one) => all + of(one), 0);
  return [
    {
      invariant: "somebody's device rang for every READY that they could hear of",
      evidence: `${sum(({ rung }) => rung)} rings for ${sum(({ rung }) => Math.min(rung, 1))} orders, ${sum(({ couldNotRing }) => couldNotRing)} orders were over before any could`,
      violations: rings.flatMap(({ unrung }) => unrung),
    },
    {
      invariant: "no two devices rang for the same within a turn",
      evidence: `the next device rang ${sum(({ rung }) => Math.max(rung - 1, 0))} times, ${sum(({ late }) => late)} rings came late out of the cut and have no time of their own`,
      violations: rings.flatMap(({ together }) => together),
    },
    {
      invariant: "no device rang for what another had shown",
      evidence: `${sum(({ shown }) => shown)} orders were acknowledged, ${sum(({ unwritten }) => unwritten)} rings followed one that a killed process took with it`,
      violations: rings.flatMap(({ tooLate }) => tooLate),
    },
  ];
}

type Ordered = SeenCustomer["orders"][number];

function ringsFor(
  { orderId, handedOverAtMs }: Ordered,
  { devices }: SeenCustomer,
  killed: readonly number[],
) {
  const told = devices.flatMap((device) =>
    device.told.filter((one) => one.name === ready && one.orderId === orderId),
  );
  const numbers = new Set(told.map(({ n }) => n));
  const all = devices
    .flatMap(({ rung }, device) => rung.filter(({ n }) => numbers.has(n)).map((one) => ({ ...one, device })))
    .sort((a, b) => a.atMs - b.atMs);
  const timely = all.filter(({ wasCut }) => !wasCut);
  const n = Math.max(...numbers);
  const shownAtMs = Math.min(
    ...devices.flatMap(({ acknowledged }) =>
      acknowledged.filter((one) => one.n >= n).map(({ atMs }) => atMs),
    ),
  );
  const behind = timely.filter(({ atMs }) => atMs > shownAtMs + onTheWayMs);
  const wasTaken = killed.some((atMs) => atMs > shownAtMs - onTheWayMs && atMs < shownAtMs + unwrittenMs);
  const heardInTime = told.some(
    ({ atMs, wasCut }) => !wasCut && atMs + turnMs < (handedOverAtMs ?? Number.POSITIVE_INFINITY),
  );
  return {
    rung: all.length,
    late: all.length - timely.length,
    shown: Number.isFinite(shownAtMs) ? 1 : 0,
    unwritten: wasTaken ? behind.length : 0,
    couldNotRing: all.length === 0 && !heardInTime ? 1 : 0,
    unrung:
      all.length === 0 && heardInTime
        ? [`${orderId}: none rang; ${storyOf(told, shownAtMs, handedOverAtMs)}`]
        : [],
    together: timely.flatMap((one, at) => {
      const before = timely[at - 1];
      return before && before.device !== one.device && one.atMs - before.atMs < turnMs
        ? [`${orderId}: devices ${before.device} and ${one.device} rang within ${one.atMs - before.atMs} ms`]
        : [];
    }),
    tooLate: wasTaken
      ? []
      : behind.map(
          ({ device, atMs }) => `${orderId}: device ${device} rang ${atMs - shownAtMs} ms after it was shown`,
        ),
  };
}

/** When it was heard of, shown and over, in ms from the moment in which it happened. */
function storyOf(told: readonly Told[], shownAtMs: number, handedOverAtMs: number | undefined): string {
  const happenedAtMs = told[0]?.saidAtMs ?? 0;
  const heard = told.map(
    ({ atMs, greetedAtMs }) => `${atMs - happenedAtMs} by a line of ${greetedAtMs - happenedAtMs}`,
  );
  const over = handedOverAtMs === undefined ? "never" : handedOverAtMs - happenedAtMs;
  return `told at ${heard.join(" and ")}, shown at ${shownAtMs - happenedAtMs}, handed over at ${over}`;
}
