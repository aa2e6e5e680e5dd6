import { consulApiSuite } from "../../test/consul-api-suite.ts";
import { startConsulStub } from "../../test/consul-stub.ts";

consulApiSuite("the stub", async () => {
  const { url, stop } = await startConsulStub();
  return { url, close: stop };
});
