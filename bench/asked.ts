import { parseExposition } from "../e2e/harness/exposition.ts";
import { columns } from "../e2e/harness/spread.ts";
import type { TestStack } from "../e2e/harness/stack.ts";

/** How often what was done so far, by service and by what it is: `order` and `asks its store: find orders`. */
export type Counts = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What is counted of a process, and what one of it is called; each of them is a cost however fast the machine is. */
const counted: Record<string, (labels: Readonly<Record<string, string>>) => string | undefined> = {
  store_commands_total: ({ command, collection }) => `asks its store: ${command} ${collection}`.trimEnd(),
  store_unit_of_work_duration_count: ({ outcome }) => `units of work: ${outcome}`,
  http_server_request_duration_count: (labels) =>
    `is asked: ${labels.http_request_method} ${labels.http_route}`,
  store_unit_of_work_repeated_total: () => "units of work begun again",
  siren_relay_delay_count: () => "strokes of the relay",
  siren_relay_events_total: () => "events numbered",
  siren_consumer_events_total: ({ feed }) => `events taken of ${feed}`,
  siren_timers_fired_total: ({ kind }) => `timers fired: ${kind}`,
};

/** Asked of each process on its management port; one that is down has no counts. */
export async function countsOf(stack: TestStack): Promise<Counts> {
  const counts = new Map<string, Map<string, number>>();
  for (const { name, announcement } of stack.processes()) {
    if (announcement?.managementUrl === undefined) continue;
    const ofService = counts.get(name) ?? new Map<string, number>();
    counts.set(name, ofService);
    const answer = await fetch(`${announcement.managementUrl}/metrics`);
    for (const { name: series, labels, value } of parseExposition(await answer.text()).samples) {
      const what = counted[series]?.(labels);
      if (what !== undefined) ofService.set(what, (ofService.get(what) ?? 0) + value);
    }
  }
  return counts;
}

const storeAsked = "asks its store: ";

/** Of each service an order: the ways to its store and back together, then each thing that is done once in twenty orders or oftener. */
export function askedTable(before: Counts, after: Counts, orders: number): string {
  const rows: string[][] = [];
  let allWays = 0;
  for (const [service, counts] of after) {
    const grown = [...counts]
      .map(([what, times]): [string, number] => [what, times - (before.get(service)?.get(what) ?? 0)])
      .sort(([, a], [, b]) => b - a);
    const ways = grown.reduce((sum, [what, times]) => (what.startsWith(storeAsked) ? sum + times : sum), 0);
    allWays += ways;
    if (ways > 0) rows.push([`${service}: ways to its store`, (ways / orders).toFixed(2)]);
    for (const [what, times] of grown)
      if (times / orders >= seldom) rows.push([`  ${service} ${what}`, (times / orders).toFixed(2)]);
  }
  return columns([["an order", "times"], ...rows, ["all ways to stores", (allWays / orders).toFixed(2)]]);
}

const seldom = 0.05;
