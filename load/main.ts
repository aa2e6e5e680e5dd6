import { readOptions, runCommand } from "../e2e/harness/command-line.ts";
import { runLoad } from "./load.ts";
import { tableOf } from "./table.ts";

/** `npm run load -- --customers 10 --seconds 20 --gateway http://localhost:8080` */
await runCommand(async (signal) => {
  const { numbers, texts } = readOptions(
    process.argv.slice(2),
    {
      customers: { default: 10, min: 1, max: 200 },
      seconds: { default: 20, min: 1, max: 3_600 },
      orders: { default: 100_000, min: 1, max: 100_000 },
    },
    { gateway: "http://localhost:8080" },
  );
  console.log(`${numbers.customers} customers for ${numbers.seconds} s at ${texts.gateway} ...\n`);
  const { book, tookMs } = await runLoad({ ...numbers, ...texts, signal });
  console.log(tableOf(book, tookMs));
  return book.ordersFinished > 0 ? 0 : 1;
});
