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
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}
