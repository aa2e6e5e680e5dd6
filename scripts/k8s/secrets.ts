import { messageOf, StackFault } from "../stack/fault.ts";
import { orExit, readArguments } from "../stack/read-arguments.ts";
import { type Overlay, overlays, writeInstall } from "./install-secrets.ts";

/**
 * `npm run secrets -- --out FOLDER [--overlay cluster]`: the Secrets and the ConfigMap of public keys that the
 * manifests name, as `FOLDER/secrets.yaml`. What lies in FOLDER already is kept: a second run writes the same.
 */
const { values } = orExit(() =>
  readArguments({ options: { out: { type: "string" }, overlay: { type: "string", default: "local" } } }),
);

function overlayOf(given: string): Overlay {
  const found = overlays.find((one) => one === given);
  if (!found) throw new StackFault(`--overlay is ${overlays.join(" or ")}, not ${given}`);
  return found;
}

try {
  if (!values.out)
    throw new StackFault("--out FOLDER is missing: where the keys are kept, outside of the repository");
  const file = writeInstall(values.out, overlayOf(values.overlay));
  console.log(`${file} is for the overlay ${values.overlay}: kubectl apply -f ${file}`);
} catch (fault) {
  process.stderr.write(`siren: ${messageOf(fault)}\n`);
  process.exitCode = 1;
}
if (process.connected) process.disconnect();
