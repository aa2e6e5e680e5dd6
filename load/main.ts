import { gatewaysOf } from "../e2e/harness/cafe.ts";
import { runCommand } from "../e2e/harness/command-line.ts";
import { startTestStack } from "../e2e/harness/stack.ts";
import { loadCommand } from "./command.ts";
import { demoStaff } from "./staff.ts";

/**
 * `npm run load -- --mix walk|boutique|rush --customers 10 --seconds 20 --gateway http://localhost:8080 --report FILE`;
 * `--stack 2` starts a stack of its own instead, with so many replicas of everything.
 */
await runCommand((signal) =>
  loadCommand(process.argv.slice(2), {
    ...{ signal, staff: demoStaff, reach: "machine" },
    async ownStack(each) {
      const names = ["discovery", "menu", "member", "barista", "order", "gateway"] as const;
      const replicas = Object.fromEntries(names.map((name) => [name, each]));
      const stack = await startTestStack({ replicas, signal, say: console.log });
      return { gateways: gatewaysOf(stack), [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() };
    },
  }),
);
