import { renderToStaticMarkup } from "react-dom/server";
import { build, type Plugin, type Rolldown } from "vite";
import { FirstLook } from "./first-look.tsx";

const [lookPlace, scriptPlace] = ["<!-- first look -->", "<!-- first script -->"];
const placeOf = (name: string) => new RegExp(`(["'\`])__SIREN_${name}__\\1`);
const otherPreloads = /\s*<link rel="modulepreload" crossorigin href="([^"]+)">/g;
const pageStyles = /<link rel="stylesheet" crossorigin href="([^"]+)">/;
const pageScript = /<script type="module" crossorigin src="([^"]+)"><\/script>/;

let base = "/";

/** Puts into index.html, when the page is built, what is seen before the page runs, and the script that goes before it. */
export const firstLook: Plugin = {
  name: "first-look",
  configResolved(config) {
    base = config.base;
  },
  transformIndexHtml: {
    order: "post",
    async handler(html, { bundle }) {
      const [whole, page] = pageScript.exec(html) ?? [];
      const [link, styles] = pageStyles.exec(html) ?? [];
      if (!bundle || !whole || !page || !link || !styles) return html;
      const menu = partsOf(bundle, ["features/menu/menu-screen.tsx", "shared/drawings.tsx"]);
      const script = (await firstScript())
        .replace(placeOf("PAGE"), JSON.stringify(page))
        .replace(placeOf("STYLES_INSIDE"), JSON.stringify(styles))
        .replace(placeOf("MENU_PARTS"), JSON.stringify(menu));
      // Loaded at once, all of them; the first script says when they begin.
      const first = partsOf(bundle, ["contracts/src/order.ts", "shared/queries.ts", "app/start.tsx"]).filter(
        isScript,
      );
      const also = [...html.matchAll(otherPreloads)].map(([, href = ""]) => href);
      return (
        html
          // Inside the page they cost no way to and fro before anything is seen.
          .replace(link, () => `<style>${styleText(bundle, styles).trim()}</style>`)
          .replaceAll(otherPreloads, "")
          .replace(whole, [page, ...also, ...first].map(preload).join("\n    "))
          .replace(lookPlace, () => renderToStaticMarkup(<FirstLook base={base} />))
          .replace(scriptPlace, () => `<script>${script.trim()}</script>`)
      );
    },
  },
};

function styleText(bundle: Rolldown.OutputBundle, href: string): string {
  const file = bundle[href.slice(base.length)];
  if (file?.type !== "asset") throw new Error(`${href} is not among what was built`);
  return typeof file.source === "string" ? file.source : new TextDecoder().decode(file.source);
}

const isScript = (name: string) => name.endsWith(".js");
/** After what the first picture wants: the browser takes scripts for more urgent than they are here. */
const preload = (href: string) => `<link rel="modulepreload" fetchpriority="low" crossorigin href="${href}">`;

/** A build of its own: it comes with nothing of the page's. */
async function firstScript(): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: "warn",
    base,
    build: {
      write: false,
      rollupOptions: {
        input: "src/first-look/before-the-page.ts",
        output: { format: "iife" },
        treeshake: { moduleSideEffects: (id) => id.includes("/before-the-page.") },
      },
    },
  })) as Rolldown.RolldownOutput;
  const [{ code }, ...more] = built.output as [Rolldown.OutputChunk];
  if (more.length > 0) throw new Error("what goes before the page is one script");
  return code;
}

/** The built files that hold these, each once, and their styles. */
function partsOf(bundle: Rolldown.OutputBundle, modules: readonly string[]): string[] {
  const chunks = Object.values(bundle).filter((one) => one.type === "chunk");
  const parts = modules.map((name) => {
    const chunk = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/${name}`)));
    if (!chunk) throw new Error(`no part of the page holds ${name}`);
    return chunk;
  });
  const styles = parts.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]);
  return [...new Set([...parts.map(({ fileName }) => fileName), ...styles])].map((name) => base + name);
}
