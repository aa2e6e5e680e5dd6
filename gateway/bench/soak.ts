import { contestants } from "./contestants.ts";
import { announce, type Bench, warmUp } from "./pairs.ts";

const stepS = 20;

/** The same load for long: resident memory must not go on growing once it is warm. */
export async function measureSoak(bench: Bench, minutes: number): Promise<string> {
  const [ours] = contestants;
  if (!ours) throw new Error("nobody is there to be measured");
  await announce(bench);
  await using child = await ours.start(bench);
  await warmUp(bench, ours, child);
  const residentMb: number[] = [];
  let requests = 0;
  const steps = Math.max(3, Math.round((minutes * 60) / stepS));
  for (let step = 0; step < steps; step++) {
    const kind = step % 4 === 3 ? "post" : "small";
    const url = `${child.url}${ours.prefix}${kind === "post" ? "/notes" : "/small"}`;
    const loaded = await bench.load({ url, kind, connections: 32, seconds: stepS, headers: bench.headers });
    requests += loaded.requests;
    residentMb.push(child.residentMb());
    if (step % 3 === 2)
      bench.say(`  soak, ${((step + 1) * stepS) / 60} min: ${residentMb.at(-1)?.toFixed(0)} MB`);
  }
  const third = Math.floor(residentMb.length / 3);
  const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [middle, last] = [mean(residentMb.slice(third, 2 * third)), mean(residentMb.slice(2 * third))];
  return [
    `Soak of ${minutes} min, ${requests} requests: resident ${mean(residentMb.slice(0, third)).toFixed(0)} MB in the first`,
    `third, ${middle.toFixed(0)} in the second, ${last.toFixed(0)} in the last; most ${Math.max(...residentMb).toFixed(0)} MB;`,
    `${(last / middle).toFixed(2)} times the second third's.`,
  ].join(" ");
}
