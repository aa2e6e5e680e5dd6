import { startConsulStub } from "../../test/consul-stub.ts";
import { registrySuite } from "../../test/registry-suite.ts";

registrySuite("Consul", async () => {
  const stub = await startConsulStub();
  return { ...stub, address: `consul:${stub.url}`, close: () => stub.stop() };
});
