import { parseArgs } from "node:util";

export const USAGE = `npm run conformance -w discovery -- --url http://user:password@host:port [--base /eureka]
npm run conformance -w discovery -- --own [--compat] [--slow]

  --url URL          the server to check; whatever it holds is left alone
  --base PATH        where its protocol lives (/eureka; Netflix's: /eureka/v2)
  --own              start and check servers of our own, with settings as each check needs them
  --compat           expect Netflix's leases and self-preservation (and start our own that way)
  --slow             also what takes minutes: leases, evictions, the delta's window
  --only 1,20-30     these checks
  --settle-seconds N how old a cached read may be (35 with --url, 0 with --own)
  --mine             the server is empty, for the suite alone, and does not preserve itself
  --mutants          show that each check fails on a server with the fault that it is for
  --fuzz-minutes N   generated requests against a server of our own, beside an honest client
  --seed N           the seed of the generated requests`;

export type Arguments = {
  readonly url: URL | undefined;
  readonly base: string;
  readonly compat: boolean;
  readonly slow: boolean;
  readonly only: ((number: number) => boolean) | undefined;
  readonly settleMs: number;
  readonly mine: boolean;
  readonly mutants: boolean;
  readonly fuzzMinutes: number | undefined;
  readonly seed: number | undefined;
};

function picked(text: string): (number: number) => boolean {
  const ranges = text.split(",").map((part) => {
    const [from = "", to = from] = part.split("-");
    return [Number(from), Number(to)] as const;
  });
  if (ranges.flat().some((bound) => !Number.isInteger(bound))) throw new Error(`--only ${text}: 1,20-30`);
  return (number) => ranges.some(([from, to]) => number >= from && number <= to);
}

const numberOf = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number) || number < 0) throw new Error(`--${name} is a number`);
  return number;
};

/** Throws with what is wrong, in words for the one who typed it. */
export function readArguments(args: readonly string[]): Arguments {
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ url: { type: "string" }, base: { type: "string" }, only: { type: "string" } },
      ...{ own: flag, compat: flag, slow: flag, mine: flag, mutants: flag },
      ...{
        "settle-seconds": { type: "string" },
        "fuzz-minutes": { type: "string" },
        seed: { type: "string" },
      },
    },
  });
  const given = values.url;
  if (given !== undefined && !URL.canParse(given)) throw new Error(`--url ${given} is no URL`);
  const fuzzMinutes = numberOf("fuzz-minutes", values["fuzz-minutes"]);
  const ways = [given !== undefined, values.own, values.mutants, fuzzMinutes !== undefined];
  if (ways.filter(Boolean).length !== 1) throw new Error("one of --url, --own, --mutants, --fuzz-minutes");
  const settle = numberOf("settle-seconds", values["settle-seconds"]) ?? (given === undefined ? 0 : 35);
  return {
    url: given === undefined ? undefined : new URL(given),
    base: (values.base ?? "/eureka").replace(/\/$/, ""),
    ...{ compat: values.compat, slow: values.slow, mine: values.mine, mutants: values.mutants },
    only: values.only === undefined ? undefined : picked(values.only),
    settleMs: settle * 1000,
    ...{ fuzzMinutes, seed: numberOf("seed", values.seed) },
  };
}
