import { createHash, randomBytes } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { IdPrefix } from "@siren/contracts/ids";
import { email, password } from "@siren/contracts/member";
import { nickname } from "@siren/contracts/nickname";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";
import type { People } from "./people.ts";
import type { OpenSession } from "./sessions.ts";
import type { MemberModels } from "./store.ts";

const request = z.strictObject({ code: z.string().check(z.maxLength(64)), email, password, nickname });

const hashOf = (code: string) => createHash("sha256").update(code).digest("base64url");
const theOnlyOne = { _id: "first-ops" } as const;

/**
 * A store that was begun empty has nobody who could appoint anybody. Whoever can read the data folder of
 * a process of member may make the first ops account, once, with the code that lies there. The store knows the
 * hash of each replica's code, so that whichever replica is asked takes whichever code was read.
 */
export function createFirstOps(parts: {
  folder: string;
  /** Accounts of the demo, which count as nobody where their password opens nothing. */
  notCounted: readonly string[];
  models: MemberModels;
  people: People;
  newId: (prefix: IdPrefix) => string;
}) {
  const { models, people, newId } = parts;
  const anyOps = { roles: "ops", email: { $nin: [...parts.notCounted] } } as const;
  const file = join(parts.folder, "first-ops-code");

  async function codeInFolder(): Promise<string> {
    const fresh = `${randomBytes(18).toString("base64url")}\n`;
    await writeFile(file, fresh, { mode: 0o600, flag: "wx" }).catch((error) => {
      if (error.code !== "EEXIST") throw error;
    });
    return (await readFile(file, "utf8")).trim();
  }

  return {
    request,
    file,

    /** True when there is a code to be used: made once, and kept over restarts until one was used. */
    async prepare(): Promise<boolean> {
      if (await models.members.exists(anyOps)) {
        await rm(file, { force: true });
        return false;
      }
      const codeHashes = hashOf(await codeInFolder());
      await models.firstOps.updateOne(theOnlyOne, { $addToSet: { codeHashes } }, { upsert: true });
      return true;
    },

    async create({ code, ...person }: z.infer<typeof request>): Promise<OpenSession> {
      const known = { ...theOnlyOne, codeHashes: hashOf(code) };
      const forbidden = () => new Refusal("FORBIDDEN", "That code makes no account");
      // Looked at before anything costly is done for a stranger, and taken together with the account.
      if (!(await models.firstOps.exists(known))) throw forbidden();
      const fresh = {
        ...person,
        memberId: newId("mem"),
        cardId: newId("crd"),
        roles: ["ops" as const],
        stores: [],
      };
      const session = await people.register(fresh, async ({ session }) => {
        const taken = await models.firstOps.deleteOne(known, { session });
        const isThere = await models.members.exists(anyOps).session(session);
        if (taken.deletedCount === 0 || isThere) throw forbidden();
      });
      await rm(file, { force: true });
      return session;
    },
  };
}

export type FirstOps = ReturnType<typeof createFirstOps>;
