import { after, before } from "node:test";
import { patience, startTestStack, type TestStack } from "../harness/stack.ts";
import { anOrderWalksInTime } from "../stories/an-order-walks.ts";
import { whoLogsOutEverywhereIsOut } from "../stories/log-out-everywhere.ts";

/** What is promised within a second or two where no browser is needed for it, over one cafe. */
let stack: TestStack;
before(async () => {
  stack = await startTestStack({ buildPages: false, env: { order: patience } });
});
after(() => stack?.stop());

anOrderWalksInTime(() => stack);
whoLogsOutEverywhereIsOut(() => stack);
