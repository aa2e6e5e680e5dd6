import { once } from "node:events";
import { parseArgs } from "node:util";
import { until } from "@siren/chassis/testing/until";
import { type Cup, type KillingWorld, killingWorld, service } from "./kills/world.ts";

/**
 * `npm run partitions -w discovery -- --rounds 20 --registries 3`: one registry is killed, frozen or cut off from
 * the others while instances come and go; once it is back all of them must list the same instances, the living
 * ones, and nobody that watches may have missed one of those.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "12" },
    registries: { type: "string", default: "3" },
    logs: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
  },
});

const troubles = ["killed", "frozen", "refused", "silent"] as const;
const troubleMs = 6_000;
/** Longer than a change waits for a peer: what heals then is what this registry tells anew. */
const longTroubleMs = 40_000;
const withinMs = 60_000;

/** Mulberry32: so that a run can be had again. */
function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function upAt(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/eureka/apps/${service}`, {
    headers: { Accept: "application/json" },
  });
  if (!answer.ok) return "";
  const { application } = (await answer.json()) as {
    application: { instance: { instanceId: string; status: string }[] };
  };
  const up = application.instance.filter(({ status }) => status === "UP").map(({ instanceId }) => instanceId);
  return up.sort().join(" ");
}

async function inTrouble(
  world: KillingWorld,
  place: number,
  trouble: (typeof troubles)[number],
  meanwhile: () => Promise<void>,
  forMs = troubleMs,
) {
  const registry = world.registries[place]!;
  if (trouble === "killed") {
    const ended = once(registry, "exit");
    registry.kill("SIGKILL");
    await ended;
  } else if (trouble === "frozen") registry.kill("SIGSTOP");
  else world.cutOff(place, trouble);
  await Promise.all([meanwhile(), new Promise((resolve) => setTimeout(resolve, forMs))]);
  if (trouble === "killed") await world.restartRegistry(place);
  else if (trouble === "frozen") registry.kill("SIGCONT");
  else world.cutOff(place, "none");
}

async function override(port: number, { id }: Cup, how: "PUT" | "DELETE"): Promise<void> {
  const value = how === "PUT" ? "OUT_OF_SERVICE" : "UP";
  const url = `http://127.0.0.1:${port}/eureka/apps/${service}/${encodeURIComponent(id)}/status?value=${value}`;
  const answer = await fetch(url, { method: how });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`the override was answered ${answer.status}`);
}

const random = chanceFrom(Number(values.seed));
const count = Number(values.registries);
const world = await killingWorld({ registries: count, watchers: count, logs: values.logs });
console.log(`${count} registries, ${values.rounds} rounds, seed ${values.seed}`);
try {
  const cups: Cup[] = await Promise.all(Array.from({ length: 9 }, () => world.startCup()));
  for (const cup of cups) await world.seen(cup);
  const [first, second] = cups as [Cup, Cup];
  const shown = (out?: Cup) =>
    cups
      .filter((cup) => cup !== out)
      .map(({ id }) => id)
      .sort()
      .join(" ");
  const allList = (list: string) => async () =>
    (await Promise.all(world.ports.map(upAt))).every((one) => one === list);
  await override(world.ports[0]!, first, "PUT");
  await until("the override is everywhere", allList(shown(first)), withinMs);
  await inTrouble(
    world,
    0,
    "refused",
    async () => {
      await override(world.ports[0]!, first, "DELETE");
      await override(world.ports[0]!, second, "PUT");
    },
    longTroubleMs,
  );
  const endedAt = Date.now();
  await until("one override set and one taken off in a long cut", allList(shown(second)), withinMs);
  console.log(
    `  0  registry 0 cut off for 40 s, overrides all alike ${Date.now() - endedAt} ms after it was back`,
  );
  await override(world.ports[1]!, second, "DELETE");
  await until("all in service again", allList(shown()), withinMs);
  for (const { lostAt } of world.views) lostAt.clear();
  for (let round = 1; round <= Number(values.rounds); round++) {
    const trouble = troubles[Math.floor(random() * troubles.length)]!;
    const place = Math.floor(random() * count);
    await inTrouble(world, place, trouble, async () => {
      const [killed, drained] = cups.splice(0, 2) as [Cup, Cup];
      killed.process.kill("SIGKILL");
      drained.process.kill("SIGTERM");
      cups.push(...(await Promise.all([world.startCup(), world.startCup()])));
    });
    const healedAt = Date.now();
    const living = cups
      .map(({ id }) => id)
      .sort()
      .join(" ");
    await until(
      `round ${round}: all list the living after registry ${place} was ${trouble}`,
      async () => {
        const lists = await Promise.all(world.ports.map((port) => upAt(port).catch(() => "away")));
        return lists.every((list) => list === living);
      },
      withinMs,
    );
    await until(
      `round ${round}: every watcher sees the living`,
      () => world.views.every(({ ids }) => ids().sort().join(" ") === living),
      withinMs,
    );
    const missed = world.views.flatMap(({ lostAt }) => cups.filter(({ id }) => lostAt.has(id)));
    console.log(
      `${String(round).padStart(3)}  registry ${place} ${trouble.padEnd(8)} all alike ${String(Date.now() - healedAt).padStart(6)} ms after it was back` +
        (missed.length > 0 ? `; ${missed.length} living ones were missed for a while` : ""),
    );
    // Nobody may have missed one: see above.
    if (missed.length > 0) process.exitCode = 1;
    for (const { lostAt } of world.views) lostAt.clear();
  }
} finally {
  await world.close();
}
