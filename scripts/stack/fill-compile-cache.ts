import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

/**
 * Loads the programs named as arguments without running them, so that the compile cache of this process's
 * environment holds their stripped and compiled sources once it ends.
 */
const runsNothing = "data:text/javascript,export const runMain = async () => {};";

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "@siren/chassis/runner" && context.parentURL?.endsWith("/main.ts"))
      return { url: runsNothing, shortCircuit: true };
    return next(specifier, context);
  },
});

for (const file of process.argv.slice(2)) {
  // A worker refuses to run outside of its thread; by then everything it imports is loaded.
  await import(pathToFileURL(file).href).catch(() => undefined);
}
// Some libraries begin timers when they are loaded.
process.exit(0);
