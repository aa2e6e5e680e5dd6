import { after, before, test } from "node:test";
import { waysToBeLost } from "./harness/loss.ts";
import { startTestStack, type TestStack } from "./harness/stack.ts";
import { quickAuditor } from "./harness/verdicts.ts";
import { CafeInTrouble } from "./outages/cafe-in-trouble.ts";
import { menuIsLost } from "./outages/menu-is-lost.ts";

let stack: TestStack;
let cafe: CafeInTrouble;
before(async () => {
  stack = await startTestStack({
    buildPages: false,
    replicas: { order: 2 },
    env: { auditor: quickAuditor },
  });
  cafe = await CafeInTrouble.open(stack);
});
after(() => stack?.stop());

for (const way of waysToBeLost) {
  test(`menu gets ${way}: the menu is shown as of when, ordering goes on, the next price arrives`, async () => {
    await menuIsLost(cafe, way);
    await cafe.settle();
  });
}
