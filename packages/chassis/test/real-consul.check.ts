import { startConsulAgent } from "./consul-agent.ts";
import { consulApiSuite } from "./consul-api-suite.ts";
import { registrySuite } from "./registry-suite.ts";

// `npm run -w @siren/chassis check:consul`: keeps the stub honest. Not part of `npm test`, for it builds the agent.
consulApiSuite("a real Consul agent", async () => {
  const { url, stop } = await startConsulAgent();
  return { url, close: stop };
});

registrySuite("a real Consul agent", async () => {
  const agent = await startConsulAgent();
  const forget = async () => {
    await agent.stop();
    await agent.start();
  };
  return { ...agent, address: `consul:${agent.url}`, forget, close: agent.stop };
});
