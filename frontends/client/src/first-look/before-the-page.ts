/**
 * Runs inside index.html, before anything is painted: the words are in the right language and the colours in the right
 * theme from the first picture on, and what the first screen is made of is on its way while the page's scripts are.
 */
import { askEarly } from "@siren/web/early-answers";
import { firstLanguage } from "@siren/web/first-language";
import { startTheme } from "@siren/web/theme";

const root = document.documentElement;
const { BASE_URL } = import.meta.env;
// Filled in when the page is built (in-the-page.tsx): where the page begins, and what the menu is drawn by.
const page = "__SIREN_PAGE__" as string;
const menuParts = "__SIREN_MENU_PARTS__" as unknown as readonly string[];
const stylesInside = "__SIREN_STYLES_INSIDE__" as string;

root.lang = firstLanguage();
startTheme();

const [screen = "", storeId = "", ...rest] = location.pathname.slice(BASE_URL.length).split("/");
if (screen === "") {
  root.dataset.first = "stores";
  askEarly("/menu/stores");
} else if (screen === "stores" && rest.length === 0 && /^[a-z0-9-]{1,40}$/.test(storeId)) {
  root.dataset.first = "menu";
  askEarly("/menu/stores");
  askEarly(`/menu/stores/${storeId}/menu`);
  askEarly(`/barista/stores/${storeId}/now`);
  for (const href of menuParts) document.head.append(preloadOf(href));
}

// Never asked for: by it Vite's own loading of the page's parts sees that their styles are there.
document.head.append(
  Object.assign(document.createElement("link"), { rel: "stylesheet", disabled: true, href: stylesInside }),
);

// The page is loaded meanwhile, and begins once its first picture is there: it would keep that from being drawn.
const begin = () => void import(/* @vite-ignore */ page);
document.addEventListener("DOMContentLoaded", () => {
  // In a tab that nobody sees nothing is drawn. What has begun does not begin again.
  setTimeout(begin, document.hidden ? 0 : 1_000);
  new PerformanceObserver(begin).observe({ type: "paint", buffered: true });
});

/** As the page's scripts would ask for it: what is asked for otherwise is loaded twice. */
function preloadOf(href: string): HTMLLinkElement {
  const isStyle = href.endsWith(".css");
  return Object.assign(document.createElement("link"), {
    ...{ rel: isStyle ? "preload" : "modulepreload", as: isStyle ? "style" : "script" },
    ...{ crossOrigin: "", fetchPriority: "low", href },
  });
}
