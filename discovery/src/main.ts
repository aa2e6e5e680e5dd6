import { runMain } from "@siren/chassis/runner";
import { createDiscovery } from "./app.ts";
import { type DiscoveryConfig, readDiscoveryConfig } from "./config.ts";

let config: DiscoveryConfig | undefined;
const settings = (): DiscoveryConfig => {
  config ??= readDiscoveryConfig();
  return config;
};

await runMain("discovery", settings, () =>
  createDiscovery({ config: settings(), now: Date.now, random: Math.random }),
);
