/**
 * What libraries load and nobody here uses: every source is kept in memory for as long as the process lives. Only what
 * a library itself asks for is led elsewhere, never an import of ours; a program that is gathered without this table
 * says the same.
 */
const instead = (name: string) => new URL(`instead/${name}`, import.meta.url).pathname;

export const ballast: readonly { asking: string; gets: string; instead(path: string): string }[] = [
  // Faults in 60 languages: ours are told by their codes, and zod's own English is a file of its own.
  { asking: "/zod/v4/", gets: "/zod/v4/locales/index.js", instead: () => instead("zod-locales.mjs") },
  // The names of whatever can be measured anywhere, of which these use the stable ones.
  ...["core", "resources", "exporter-prometheus"].map((name) => ({
    asking: `/@opentelemetry/${name}/`,
    gets: "/semantic-conventions/dist/index.mjs",
    instead: (path: string) => path.replace("/index.mjs", "/stable_attributes.mjs"),
  })),
  // The driver reads its address by a URL of its own, for runtimes that have none.
  {
    asking: "/mongodb-connection-string-url/",
    gets: "/whatwg-url/index.js",
    instead: () => instead("whatwg-url.cjs"),
  },
];
