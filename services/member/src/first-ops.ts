import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "@siren/chassis/refusal";
import type { IdPrefix } from "@siren/contracts/ids";
import { email, nickname, password } from "@siren/contracts/member";
import * as z from "zod/mini";
import type { People } from "./people.ts";
import type { OpenSession } from "./sessions.ts";
import type { MemberModels } from "./store.ts";

const request = z.strictObject({ code: z.string().check(z.maxLength(64)), email, password, nickname });

const digest = (text: string) => createHash("sha256").update(text).digest();

/**
 * A store that was begun empty has nobody who could appoint anybody. Whoever can read the data folder of
 * this process may make the first ops account, once, with the code that lies there.
 */
export function createFirstOps(parts: {
  folder: string;
  models: MemberModels;
  people: People;
  newId: (prefix: IdPrefix) => string;
}) {
  const file = join(parts.folder, "first-ops-code");
  const isNeeded = async () => !(await parts.models.members.exists({ roles: "ops" }));

  return {
    request,
    file,

    /** True when there is a code to be used: made once, and kept over restarts until it was used. */
    async prepare(): Promise<boolean> {
      if (!(await isNeeded())) return false;
      await writeFile(file, `${randomBytes(18).toString("base64url")}\n`, { mode: 0o600, flag: "wx" }).catch(
        (error) => {
          if (error.code !== "EEXIST") throw error;
        },
      );
      return true;
    },

    async create(wanted: z.infer<typeof request>): Promise<OpenSession> {
      const code = await readFile(file, "utf8").catch(() => "");
      const isRight = code !== "" && timingSafeEqual(digest(code.trim()), digest(wanted.code));
      if (!isRight || !(await isNeeded())) throw new Refusal("FORBIDDEN", "That code makes no account");
      const { code: _used, ...person } = wanted;
      const session = await parts.people.register({
        ...person,
        memberId: parts.newId("mem"),
        cardId: parts.newId("crd"),
        roles: ["ops", "manager"],
        stores: [],
      });
      await rm(file, { force: true });
      return session;
    },
  };
}

export type FirstOps = ReturnType<typeof createFirstOps>;
