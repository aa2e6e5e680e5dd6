import { startEurekaStub } from "../../test/eureka-stub.ts";
import { registrySuite } from "../../test/registry-suite.ts";

registrySuite("Eureka", async () => {
  const stub = await startEurekaStub();
  return { ...stub, address: `eureka:${stub.url}`, close: () => stub.stop() };
});
