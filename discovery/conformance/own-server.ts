import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDiscovery } from "../src/app.ts";
import { readDiscoveryConfig } from "../src/config.ts";
import type { Settings } from "./run-checks.ts";
import type { StartedServer } from "./trial.ts";

/** A whole registry as `npm start` runs it, on free ports and with a folder of its own. */
export async function startOwn(settings: Settings = {}): Promise<StartedServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "conformance-"));
  const config = readDiscoveryConfig({ DATA_DIR: dataDir, PORT: "0", ...settings });
  const discovery = await createDiscovery({ config, now: Date.now, random: Math.random, sink: () => {} });
  const { url } = await discovery.start();
  return {
    url: new URL(url),
    stop: async () => {
      await discovery.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
