import { namedGlobals } from "./source-uses.ts";

/**
 * The walls as data. A zone is a part of the tree; a file may import its own zone, the zones and the
 * libraries listed for it, and nothing else. `because` is what the person who hits the wall reads.
 */
export type Zone = {
  name: string;
  /** Folders, with a trailing slash. */
  at: readonly string[];
  mayImport: readonly string[];
  /** Single modules of a package that is closed to it otherwise. */
  modules?: readonly string[];
  /** "any", or the only npm packages and node: modules it may use. */
  libraries: "any" | "browser" | readonly string[];
  because: string;
};

const backEnd = (name: string, at: string): Zone => ({
  name,
  at: [at],
  mayImport:
    name === "discovery" || name === "gateway" ? ["contracts", "chassis"] : ["contracts", "chassis", "store"],
  libraries: "any",
  because: "back ends meet over the network only, so that each can be replaced, scaled and deployed alone",
});

const page = (name: string): Zone => ({
  name,
  at: [`frontends/${name}/`],
  mayImport: ["contracts", "web"],
  libraries: "browser",
  because: "a page shares shapes with the back ends, never code that runs there",
});

/** Nothing of the product but its contracts: what it does is seen through sockets, as everybody sees it. */
const outside = (name: string): Zone => ({
  name,
  at: [`${name}/`],
  mayImport: ["contracts", "scripts/stack", ...(name === "e2e/harness" ? [] : ["e2e/harness"])],
  libraries: "any",
  because:
    "what judges the product meets it over the network only, by e2e/harness, the one driver that they share",
});

export const zones: readonly Zone[] = [
  {
    name: "contracts",
    at: ["packages/contracts/"],
    mayImport: [],
    libraries: ["zod"],
    because: "contracts run in browsers and in every process, so they carry zod and nothing else",
  },
  {
    name: "chassis",
    at: ["packages/chassis/"],
    mayImport: ["contracts"],
    libraries: "any",
    because: "chassis declares the ports that store fills, and knows no service",
  },
  {
    name: "embedded-mongo",
    at: ["packages/embedded-mongo/"],
    mayImport: [],
    libraries: "any",
    because: "the embedded engine speaks MongoDB's wire and knows nothing of us",
  },
  {
    name: "store",
    at: ["packages/store/"],
    mayImport: ["contracts", "chassis", "embedded-mongo"],
    libraries: "any",
    because: "store is stock mongoose over either engine, and knows no service",
  },
  {
    name: "web",
    at: ["packages/web/"],
    mayImport: ["contracts"],
    libraries: "browser",
    because: "what the pages share runs in browsers",
  },
  backEnd("discovery", "discovery/"),
  backEnd("gateway", "gateway/"),
  backEnd("auditor", "auditor/"),
  backEnd("menu", "services/menu/"),
  backEnd("order", "services/order/"),
  backEnd("barista", "services/barista/"),
  backEnd("member", "services/member/"),
  page("client"),
  page("admin"),
  outside("e2e/harness"),
  // Two minutes of chaos are one of the journeys.
  { ...outside("e2e"), mayImport: ["contracts", "scripts/stack", "e2e/harness", "chaos"] },
  {
    ...outside("chaos"),
    // What the pages hear with: that a page shows READY once is its doing as well, and another client proves nothing.
    modules: [
      "@siren/web/live/live",
      "@siren/web/live/line",
      "@siren/web/live/polling-line",
      "@siren/web/live/socket-line",
      "@siren/web/observable",
    ],
  },
  outside("bench"),
  outside("load"),
  // Of the scripts it takes those that an installation is made with.
  { ...outside("pods"), mayImport: ["contracts", "scripts/stack", "scripts", "e2e/harness"] },
  {
    name: "properties",
    at: ["properties/"],
    mayImport: ["contracts", "chassis", "store", "order", "barista", "member", "e2e/harness"],
    libraries: "any",
    because: "where the insides of three services meet, to live through thousands of days together",
  },
  {
    name: "proof",
    at: ["proof/"],
    mayImport: ["contracts", "chassis", "store", "auditor", "menu", "order", "barista", "member"],
    libraries: "any",
    because:
      "faults are planted behind the services' backs, and found by the auditor over the network: nothing else",
  },
  {
    name: "scripts/stack",
    at: ["scripts/stack/"],
    mayImport: ["contracts"],
    // Which ports nobody is given by chance is known in one place.
    modules: ["@siren/chassis/free-port"],
    libraries: "any",
    because: "the runner starts processes by their topology and needs none of their code",
  },
  {
    name: "scripts",
    at: ["scripts/"],
    mayImport: ["contracts", "scripts/stack", "e2e/harness"],
    libraries: "any",
    because: "scripts work on the tree from outside",
  },
];

/** Folders inside one package, and which of their neighbours they may import. */
export type Layer = {
  name: string;
  /** Under `<package>/src/`. */
  folder: string;
  in: "back end" | "page";
  mayImport: readonly string[];
  /** Our packages; "any" leaves it to the zone. */
  packages: "any" | readonly string[];
  libraries: "any" | readonly string[];
  because: string;
};

const inwards =
  "the edges point inwards and never at one another, so that each can be read and changed alone";
const edge = (name: string): Layer => ({
  name,
  folder: `${name}/`,
  in: "back end",
  mayImport: ["domain", "use-cases"],
  packages: "any",
  libraries: "any",
  because: inwards,
});

export const layers: readonly Layer[] = [
  {
    name: "domain",
    folder: "domain/",
    in: "back end",
    mayImport: [],
    packages: ["contracts"],
    libraries: [],
    because: "the domain is pure: state, command and time in, state and events out",
  },
  {
    name: "use-cases",
    folder: "use-cases/",
    in: "back end",
    mayImport: ["domain"],
    packages: ["contracts"],
    libraries: [],
    because: "a use case knows the domain and the ports it declares, never who fills them",
  },
  edge("http"),
  edge("store"),
  edge("messaging"),
  edge("live"),
  {
    name: "shared",
    folder: "shared/",
    in: "page",
    mayImport: [],
    packages: "any",
    libraries: "any",
    because: "shared <- features <- app: what all features use may not know one of them",
  },
  {
    name: "features",
    folder: "features/",
    in: "page",
    mayImport: ["shared"],
    packages: "any",
    libraries: "any",
    because: "a feature never imports another, so that one can be taken out whole",
  },
];

/** Uses of the surroundings that belong to one place only. */
export type Surrounding = {
  name: string;
  uses: readonly string[];
  /** Where it is forbidden (a pattern of paths), and where in that it is allowed all the same. */
  forbiddenIn: RegExp;
  except: RegExp | undefined;
  because: string;
};

const product = /^(packages|services|discovery|gateway|auditor|frontends)\//;

export const surroundings: readonly Surrounding[] = [
  {
    name: "AbortSignal.any only as eitherSignal",
    uses: ["AbortSignal.any"],
    forbiddenIn: product,
    // Browsers have not Node's fault, and a page has no chassis.
    except: /^(packages\/chassis\/src\/either-signal\.ts|packages\/web\/.*|frontends\/.*)$/,
    because: "Node's forgets what it is made of (nodejs/node#65995): chassis' eitherSignal holds it",
  },
  {
    name: "process.env only in config.ts",
    uses: ["process.env"],
    forbiddenIn: product,
    except: /(^|\/)config\.ts$|vite\.config\.ts$/,
    because: "configuration is read once, at one place, with all its faults reported together",
  },
  {
    name: "signals and process.exit only in chassis' runner",
    uses: ["process.exit", "process.on(signal)"],
    forbiddenIn: product,
    except: /^packages\/chassis\/src\/runner\.ts$/,
    because: "one place decides how a process ends, so that it always ends gracefully",
  },
  {
    name: "no clock, chance or network in the domain",
    uses: ["Date.now", "new Date()", "Math.random", ...namedGlobals],
    forbiddenIn: /^services\/[^/]+\/src\/domain\//,
    except: undefined,
    because: "time, ids and chance are arguments: otherwise tests wait or lie",
  },
];
