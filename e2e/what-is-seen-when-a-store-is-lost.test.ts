import { after, before, test } from "node:test";
import { waysToBeLost } from "./harness/loss.ts";
import { storeServices } from "./harness/store-faults.ts";
import { aStoreIsLost } from "./outages/a-store-is-lost.ts";
import { type OpenCafe, openOverStores } from "./outages/stack-over-stores.ts";

/** domain.md 2.4: "a service's Mongo: same as that service lost; readiness false, liveness true". */
let opened: OpenCafe;
before(async () => {
  opened = await openOverStores({});
});
after(() => opened?.close());

for (const service of storeServices)
  for (const way of waysToBeLost)
    test(`${service}'s store gets ${way}: as if ${service} were lost, and nothing has to be started again`, async () => {
      await aStoreIsLost(opened.cafe, service, opened.store(service), way);
      await opened.cafe.settle();
    });

// Once for all of them: it looks at every order, and what was missing or twice after any of the losses stays so.
test("after all of it every rule of the auditor holds", () => opened.cafe.untilTheAuditorAgrees());
