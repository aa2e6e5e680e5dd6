import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "@siren/chassis/testing/until";
import { type Ask, ask } from "./ask.ts";
import { intentOf } from "./by-intent.ts";
import { baseOf, type Case, fileOf } from "./case.ts";
import { type Difference, differences, type Outcome } from "./compare.ts";
import { openOurs } from "./our-gateway.ts";
import { credentialsFile, jwtSecret, people, rsaPublicKey } from "./people.ts";
import { openTheirs } from "./their-gateway.ts";
import { mark, openUpstream, type Seen } from "./upstream.ts";

export type Judged = { one: Case; reasons: string[]; unlisted: (Difference & { asked: Ask })[] };

const rewritePlugin = "express-gateway-plugin-rewrite";

/** Every case on both gateways, side by side before the same service. */
export async function runCases(cases: readonly Case[]): Promise<Judged[]> {
  const folder = await mkdtemp(join(tmpdir(), "gateway-compat-"));
  const seen = new Map<string, Seen[]>();
  const closing: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const [first, second, gone] = [
      await openUpstream("one", seen),
      await openUpstream("two", seen),
      await openUpstream("", seen),
    ];
    closing.push(first.close, second.close);
    await gone.close();
    const addresses = {
      up: `{ url: "${first.url}" }`,
      based: `{ url: "${first.url}/base" }`,
      two: `{ urls: ["${first.url}", "${second.url}"] }`,
      gone: `{ url: "${gone.url}" }`,
    };
    const keyFile = join(folder, "key.pem");
    await writeFile(keyFile, rsaPublicKey);
    const env = { JWT_SECRET: jwtSecret, JWT_KEY_FILE: keyFile };
    const theirs = await openTheirs(folder, {
      ...{ config: fileOf(cases, "theirs", addresses), env, people },
      plugins: { [rewritePlugin]: { package: rewritePlugin } },
    });
    closing.push(theirs.close);
    const ours = await openOurs(fileOf(cases, "ours", addresses), await credentialsFile(), env);
    closing.push(ours.close);

    async function outcome(url: string, id: string, base: string, said: Ask): Promise<Outcome> {
      const asked = { ...said, headers: { ...said.headers, [mark]: id } };
      const answered = await ask(`${url}${base}${said.path ?? ""}`, asked).catch((error: Error) => ({
        fault: error.message,
      }));
      return { host: new URL(url).host, answered, sent: seen.get(id) ?? [] };
    }

    const judged: Judged[] = [];
    for (const [index, one] of cases.entries()) {
      const base = baseOf(index);
      const result: Judged = { one, reasons: [], unlisted: [] };
      for (const [nth, asked] of one.asks.entries()) {
        const around = {
          one,
          theirs: await outcome(theirs.url, `t-${index}-${nth}`, base, asked),
          ours: await outcome(ours.url, `o-${index}-${nth}`, base, asked),
        };
        for (const found of differences(around.theirs, around.ours, base)) {
          const intent = intentOf(found, around);
          if (intent) result.reasons.push(intent.id);
          else result.unlisted.push({ ...found, asked });
        }
      }
      for (const line of one.logs ?? []) {
        const wanted = line.replaceAll("BASE", base);
        const isIn = (lines: readonly string[]) => lines.some((each) => each.includes(wanted));
        await until(`both wrote ${wanted}`, () => isIn(theirs.lines) && isIn(ours.lines));
      }
      judged.push({ ...result, reasons: [...new Set(result.reasons)] });
    }
    return judged;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}
