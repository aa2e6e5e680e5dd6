import { promises as fs } from "node:fs";
import { join } from "node:path";
import { errorFields, type Log } from "@siren/chassis/log";
import { type PageFile, type PageVersion, readPageVersion } from "./page-version.ts";

/** A new build is looked for when the page is asked for, but not more often than this. */
const lookEveryMs = 1_000;
/** For what is asked for and not there: it may be of a build that another gateway has found already. */
const lookAgainMs = 100;
/** A page that was loaded before the switch still loads its parts: those who keep it open longer load it anew. */
const keepOldMs = 24 * 60 * 60 * 1_000;
const mostOld = 3;

export type Page = {
  /** By its name beneath the page's own path; undefined where no build has it. */
  file(name: string): Promise<PageFile | undefined>;
  /** True, or what is missing in a few words. */
  isThere(): Promise<true | string>;
};

type Old = { version: PageVersion; untilMs: number };

/**
 * One built page. Its folder, or the link that leads to it, may be switched at any time: the next request finds the
 * new build, whole or not at all, and the parts of the builds before are still there for those who have them open.
 */
export function openPage(name: string, folder: string, parts: { now: () => number; log: Log }): Page {
  const { now, log } = parts;
  let current: PageVersion | undefined;
  let mark = "";
  let missing = "it was not read yet";
  let old: Old[] = [];
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;

  async function markOf(): Promise<string> {
    const real = await fs.realpath(folder);
    const { ino, mtimeMs, ctimeMs, size } = await fs.stat(join(real, "index.html"));
    return [real, ino, mtimeMs, ctimeMs, size].join(" ");
  }

  async function look(): Promise<void> {
    lookedAtMs = now();
    try {
      const before = await markOf();
      if (before === mark) return;
      const found = await readPageVersion(folder);
      if ((await markOf()) !== before) throw new Error("it was changed while it was read");
      if (current) old = [{ version: current, untilMs: now() + keepOldMs }, ...old].slice(0, mostOld);
      current = found;
      mark = before;
      missing = "";
      log.info("page.live", { page: name, files: found.files.size });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // Once, and not with each request.
      if (reason !== missing) log.warn("page.not-taken", { page: name, ...errorFields(error) });
      missing = reason;
    }
  }

  async function lookAfter(ms: number): Promise<void> {
    if (current && now() - lookedAtMs < ms) return;
    looking ??= look().finally(() => {
      looking = undefined;
    });
    await looking;
  }

  function find(wanted: string): PageFile | undefined {
    const found = current?.files.get(wanted);
    if (found) return found;
    old = old.filter(({ untilMs }) => untilMs > now());
    return old.find(({ version }) => version.files.has(wanted))?.version.files.get(wanted);
  }

  return {
    async file(wanted) {
      await lookAfter(lookEveryMs);
      const found = find(wanted);
      if (found) return found;
      await lookAfter(lookAgainMs);
      return find(wanted);
    },
    async isThere() {
      if (!current) await lookAfter(0);
      return current ? true : missing;
    },
  };
}
