import type { Express } from "express";
import { errorFields, type Log } from "../log.ts";

/** True, or what is missing in a few words. */
export type ReadinessCheck = () => true | string | Promise<true | string>;

export type Health = {
  readyWhen(name: string, check: ReadinessCheck): void;
  /** Empty when ready. */
  missing(): Promise<string[]>;
  mount(app: Express): void;
};

/** `fault`: what goes wrong here on purpose, so that nobody looks for it elsewhere. */
export function createHealth(
  service: string,
  log: Log,
  fault: () => string | undefined = () => undefined,
): Health {
  const checks = new Map<string, ReadinessCheck>();

  async function missing(): Promise<string[]> {
    const found: string[] = [];
    for (const [name, check] of checks) {
      try {
        const state = await check();
        if (state !== true) found.push(`${name}: ${state}`);
      } catch (error) {
        log.warn("readiness.check-failed", { check: name, ...errorFields(error) });
        found.push(`${name}: the check failed`);
      }
    }
    return found;
  }

  return {
    readyWhen: (name, check) => void checks.set(name, check),
    missing,
    mount(app) {
      app.get("/healthz", (_req, res) => void res.json({ status: "ok", service, fault: fault() }));
      app.get("/readyz", async (_req, res) => {
        const list = await missing();
        const ready = list.length === 0;
        res.status(ready ? 200 : 503).json({ ready, service, missing: list, fault: fault() });
      });
    },
  };
}
