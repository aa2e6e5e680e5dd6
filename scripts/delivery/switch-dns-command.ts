import { readOptions, runCommand, UsageFault } from "../../e2e/harness/command-line.ts";
import { switchDns } from "./switch-dns.ts";

/** `DNS_TOKEN=... npm run switch-dns -- --api URL --zone ID --record ID --name cafe.example.org --to HOST` */
await runCommand(async () => {
  const { texts } = readOptions(
    process.argv.slice(2),
    {},
    { api: "", zone: "", record: "", name: "", to: "" },
  );
  const token = process.env.DNS_TOKEN ?? "";
  const missing = Object.entries({ ...texts, DNS_TOKEN: token }).flatMap(([name, value]) =>
    value ? [] : [name],
  );
  if (missing.length > 0) throw new UsageFault(`missing: ${missing.join(", ")}`);
  await switchDns({ ...texts, token });
  console.log(`${texts.name} points at ${texts.to}`);
  return 0;
});
