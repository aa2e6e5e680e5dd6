import { demoPassword } from "@siren/contracts/demo-accounts";
import { UsageFault } from "../e2e/harness/command-line.ts";

export type SignIn = { email: string; password: string };
/** Who makes what is ordered, and who may read what the auditor found. */
export type Staff = { barista: SignIn; ops: SignIn | undefined };

/** Hana works in all stores of the demo cafe. */
export const demoStaff: Staff = {
  barista: { email: "hana@siren.example", password: demoPassword },
  ops: { email: "ops@siren.example", password: demoPassword },
};

/** Where others can reach a cafe the demo's accounts open nothing: whoever appoints somebody for a load says whom. */
export function staffFrom(env: Readonly<Record<string, string | undefined>>): Staff {
  const { LOAD_STAFF_EMAIL: email, LOAD_STAFF_PASSWORD: password } = env;
  if (!email || !password)
    throw new UsageFault(
      "LOAD_STAFF_EMAIL and LOAD_STAFF_PASSWORD are missing: a barista of the stores that this load may order in",
    );
  return { barista: { email, password }, ops: undefined };
}
