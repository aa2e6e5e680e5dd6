import { appendFileSync, closeSync, openSync } from "node:fs";
import { join } from "node:path";
import type { BackEnd } from "@siren/chassis/back-end";
import { baseConfig } from "@siren/chassis/base-config";
import { readConfig } from "@siren/chassis/config";
import { createBackEnd } from "@siren/chassis/create-back-end";
import { route } from "@siren/chassis/http/routes";
import { runMain } from "@siren/chassis/runner";
import { text } from "@siren/chassis/settings";
import * as z from "zod/mini";

/**
 * A small real service: it registers, drains and answers as ours do, and honours Idempotency-Key over all of its
 * replicas. Whatever reaches it and whatever it does is in a file before it answers, so that a kill hides nothing.
 */
const config = () =>
  readConfig(
    { ...baseConfig, notes: text("NOTES", { about: "the folder that all replicas write to" }) },
    process.env,
  );

const note = z.object({ id: z.string().check(z.maxLength(64)) });
const letters = "x".repeat(400);

async function build(): Promise<BackEnd> {
  const told = config();
  const { notes } = told;
  const backEnd = await createBackEnd({ name: "order", config: told, isPublic: true });
  const own = join(notes, `${backEnd.bootId}.log`);
  const put = (what: "arrived" | "done", id: string) => appendFileSync(own, `${what} ${id}\n`);

  /** True for the one replica that does it. */
  function claim(key: string): boolean {
    try {
      closeSync(openSync(join(notes, "keys", encodeURIComponent(key)), "wx"));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    }
  }

  backEnd.routes([
    route({
      method: "GET",
      path: "/notes/:id",
      access: "anyone",
      handle: async ({ params }) => ({ status: 200, body: { ...(params as object), letters } }),
    }),
    route({
      method: "POST",
      path: "/notes",
      access: "anyone",
      key: "required",
      body: note,
      async handle({ key = "", body }) {
        put("arrived", key);
        if (!claim(key)) return { status: 200, body };
        put("done", key);
        return { status: 201, body };
      },
    }),
    route({
      method: "POST",
      path: "/unkeyed",
      access: "anyone",
      body: note,
      async handle({ body }) {
        put("arrived", body.id);
        put("done", body.id);
        return { status: 201, body };
      },
    }),
  ]);
  return backEnd;
}

await runMain("order", config, build);
