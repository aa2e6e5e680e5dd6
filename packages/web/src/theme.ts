import { observable } from "./observable.ts";
import { storage } from "./storage.ts";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];
const rememberedAs = "siren.theme";

export const theme = observable<Theme>("system");

export function startTheme(): void {
  apply(themes.find((each) => each === storage.getItem(rememberedAs)) ?? "system");
}

export function chooseTheme(chosen: Theme): void {
  storage.setItem(rememberedAs, chosen);
  apply(chosen);
}

function apply(chosen: Theme): void {
  theme.set(chosen);
  // The browser's own bar, which goes by the device otherwise.
  for (const meta of document.querySelectorAll<HTMLMetaElement>("meta[data-bar]"))
    meta.media =
      chosen === "system"
        ? `(prefers-color-scheme: ${meta.dataset.bar})`
        : chosen === meta.dataset.bar
          ? "all"
          : "not all";
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}
