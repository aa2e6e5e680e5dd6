import { runMain } from "@siren/chassis/runner";
import { createDiscovery } from "./app.ts";
import { readDiscoveryConfig } from "./config.ts";

runMain("discovery", () =>
  createDiscovery({ config: readDiscoveryConfig(), now: Date.now, random: Math.random }),
);
