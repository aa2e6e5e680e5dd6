import { fileSchema } from "../src/reading/file-schema.ts";
import { allPolicies } from "../src/reading/own-policies.ts";

/** The JSON Schema of the gateway's configuration; modules with policies of one's own may be named behind it. */
const policies = await allPolicies(process.argv.slice(2).join(","), `${process.cwd()}/gateway.config.yml`);
process.stdout.write(`${JSON.stringify(fileSchema(policies), null, 2)}\n`);
