import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { until } from "@siren/chassis/testing/until";
import { register } from "../bench/registrations.ts";
import { openRealEdge } from "../src/testing/real-edge.ts";
import { notesFolder } from "./notes.ts";
import { startReplica } from "./struck-replicas.ts";
import { type Verdict, verdict } from "./verdict.ts";

type Asked = { atMs: number; tookMs: number; status: number; code: string; retryAfter: string | null };
type Phase = { name: string; atMs: number };

const askEveryMs = 100;
const lookEveryMs = 200;
const recoveredWithinMs = 10_000;

/** A route to a service that nobody runs, one that stops, one that returns, one that dies, one that returns again. */
export async function proveRouteStates(say: (line: string) => void): Promise<Verdict[]> {
  await using edge = await openRealEdge();
  const notes = await notesFolder(edge.folder);
  const member = await edge.start("member", join(import.meta.dirname, "..", "bench", "backend.ts"));
  await register(edge.registry.url, "member", Number(new URL(member.url).port));
  const gateway = await edge.startGateway();
  const authorization = `Bearer ${await edge.token({ roles: ["ops"] })}`;
  const asked: Asked[] = [];
  const seen: { atMs: number; ops: string; metrics: string }[] = [];
  const phases: Phase[] = [];
  const beganMs = performance.now();
  const atMs = () => performance.now() - beganMs;

  async function ask(): Promise<void> {
    const sentMs = atMs();
    const answer = await fetch(`${gateway.url}/api/v1/order/notes/one`).catch(() => undefined);
    const text = (await answer?.text().catch(() => "")) ?? "";
    const code = /"code":"(\w+)"/.exec(text)?.[1] ?? "";
    const retryAfter = answer?.headers.get("retry-after") ?? null;
    asked.push({ atMs: sentMs, tookMs: atMs() - sentMs, status: answer?.status ?? 0, code, retryAfter });
  }

  async function look(): Promise<void> {
    const answer = await fetch(`${gateway.url}/ops/breakers`, { headers: { authorization } });
    const { services = [] } = (await answer.json()) as {
      services?: { service: string; breaker: { state: string } }[];
    };
    const ops = services.find(({ service }) => service === "order")?.breaker.state ?? "none";
    const metrics = await (await fetch(`${gateway.managementUrl}/metrics`)).text();
    const told = /^siren_breaker_state\{[^}]*service="order"[^}]*\} (\d)/m.exec(metrics)?.[1];
    seen.push({ atMs: atMs(), ops, metrics: ["closed", "half-open", "open"][Number(told)] ?? "none" });
  }

  function begin(name: string): void {
    phases.push({ name, atMs: atMs() });
    say(`  ${(atMs() / 1_000).toFixed(1)} s: ${name}`);
  }
  const lastIs = (status: number) => async () => {
    const since = phases.at(-1)?.atMs ?? 0;
    return asked.some((one) => one.atMs >= since && one.status === status);
  };

  await until("the gateway knows member's keys", async () => {
    const answer = await fetch(`${gateway.url}/ops/breakers`, { headers: { authorization } });
    return answer.status === 200;
  });
  const asking = setInterval(() => void ask(), askEveryMs);
  const looking = setInterval(() => void look().catch(() => {}), lookEveryMs);
  try {
    begin("nobody runs it");
    await pause(1_500);
    begin("one is started");
    let replica = await startReplica(edge, notes, 0);
    await until("it answers", lastIs(200));
    await pause(1_000);
    begin("it stops (SIGSTOP), and the registry does not know yet");
    replica.signal("SIGSTOP");
    await pause(8_000);
    begin("it goes on (SIGCONT)");
    replica.signal("SIGCONT");
    await until("it answers again", lastIs(200));
    await pause(1_500);
    begin("it dies (SIGKILL)");
    await replica.kill("SIGKILL");
    await pause(3_000);
    begin("another is started in its place");
    replica = await startReplica(edge, notes, 1);
    phases.push({ name: "it listens", atMs: atMs() });
    await until("the other one answers", lastIs(200));
    await pause(1_500);
  } finally {
    clearInterval(asking);
    clearInterval(looking);
  }

  const within = <T extends { atMs: number }>(all: readonly T[], n: number): T[] => {
    const from = phases[n]?.atMs ?? 0;
    const to = phases[n + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    return all.filter((one) => one.atMs >= from && one.atMs < to);
  };
  say("\n| | answers (most ms) | breaker in /ops/breakers | in /metrics |\n|---|---|---|---|");
  for (const [n, { name }] of phases.entries()) {
    const answers = new Map<string, number[]>();
    for (const { status, code, tookMs } of within(asked, n)) {
      const key = `${status}${code && ` ${code}`}`;
      answers.set(key, [...(answers.get(key) ?? []), tookMs]);
    }
    const told = [...answers].map(
      ([key, took]) => `${took.length} x ${key} (${Math.max(...took).toFixed(0)})`,
    );
    const states = (of: "ops" | "metrics") => [...new Set(within(seen, n).map((one) => one[of]))].join(", ");
    say(`| ${name} | ${told.join(", ")} | ${states("ops")} | ${states("metrics")} |`);
  }
  say("");

  const backAfterMs = (n: number) =>
    (asked.find((one) => one.status === 200 && one.atMs >= (phases[n]?.atMs ?? 0))?.atMs ?? Number.NaN) -
    (phases[n]?.atMs ?? 0);
  const nobody = within(asked, 0);
  const dead = within(asked, 4).filter(({ atMs }) => atMs > (phases[4]?.atMs ?? 0) + 1_500);
  const steps = (of: "ops" | "metrics") => new Set(within(seen, 2).map((one) => one[of]));
  return [
    verdict(
      "with nobody there each answer is 503 NO_INSTANCE, with Retry-After",
      nobody.length > 0 && nobody.every((one) => one.code === "NO_INSTANCE" && one.retryAfter !== null),
      nobody.length,
    ),
    verdict(
      "nobody is not a failure: the breaker stays closed",
      within(seen, 0).every(({ ops }) => ops !== "open"),
      "closed",
    ),
    verdict(
      "one that stopped opens the breaker, in /ops and in /metrics",
      steps("ops").has("open") && steps("metrics").has("open"),
      [...steps("ops")].join(", "),
    ),
    verdict(
      "it is back within 10 s of going on",
      backAfterMs(3) < recoveredWithinMs,
      `${backAfterMs(3).toFixed(0)} ms`,
    ),
    verdict(
      "1.5 s after one died its callers are told 503 at once",
      dead.length > 0 && dead.every(({ status, tookMs }) => status === 503 && tookMs < 1_000),
      `${dead.length} answers`,
    ),
    verdict(
      "its successor is asked within 10 s of listening",
      backAfterMs(6) < recoveredWithinMs,
      `${backAfterMs(6).toFixed(0)} ms`,
    ),
    verdict("the breaker is closed in the end", seen.at(-1)?.ops === "closed", seen.at(-1)?.ops ?? "none"),
  ];
}
