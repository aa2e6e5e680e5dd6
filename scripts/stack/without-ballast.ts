import { registerHooks } from "node:module";
import { isMainThread } from "node:worker_threads";

/**
 * Loaded before a process of the stack: what libraries load and nobody here uses stays on the disk, as every source is
 * kept in memory for as long as the process lives. Only what a library itself asks for is led elsewhere, never an
 * import of ours; without this module everything works as well, with 3 to 5 MB more in each process.
 */
const instead = (name: string) => new URL(`instead/${name}`, import.meta.url).href;

const ballast: readonly { asking: string; gets: string; instead(url: string): string }[] = [
  // Faults in 60 languages: ours are told by their codes, and zod's own English is a file of its own.
  { asking: "/zod/v4/", gets: "/zod/v4/locales/index.js", instead: () => instead("zod-locales.mjs") },
  // The names of whatever can be measured anywhere, of which these use the stable ones.
  ...["core", "resources", "exporter-prometheus"].map((name) => ({
    asking: `/@opentelemetry/${name}/`,
    gets: "/semantic-conventions/dist/index.mjs",
    instead: (url: string) => url.replace("/index.mjs", "/stable_attributes.mjs"),
  })),
  // The driver reads its address by a URL of its own, for runtimes that have none.
  {
    asking: "/mongodb-connection-string-url/",
    gets: "/whatwg-url/index.js",
    instead: () => instead("whatwg-url.cjs"),
  },
];

if (isMainThread) {
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const asking = context.parentURL ?? "";
      if (!asking.includes("/node_modules/")) return found;
      const listed = ballast.find((one) => found.url.endsWith(one.gets) && asking.includes(one.asking));
      return listed ? { ...found, url: listed.instead(found.url) } : found;
    },
  });
}
