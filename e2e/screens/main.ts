import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { repositoryRoot } from "../../scripts/stack/settings.ts";
import { CafeDay } from "../harness/cafe-day.ts";
import { readOptions, runCommand } from "../harness/command-line.ts";
import { screens } from "./list.ts";
import { bringUp, openCafe, sizeOf, speak, tablet } from "./opened-cafe.ts";
import { routesOf } from "./routes.ts";
import type { ScreenState } from "./screen-state.ts";
import { staffScreens } from "./staff-list.ts";

/**
 * `npm run screens`: every screen of both pages, on a phone and on a desktop (the staff's on a tablet), light and dark, in Korean and
 * in English, into `.siren/screens` with a page that shows them side by side. `--only cart,menu` takes those.
 */
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
const staffSizes = { phone: sizes.phone, tablet, desktop: { width: 1600, height: 1000 } };
const schemes = ["light", "dark"] as const;
const languages = ["ko", "en"] as const;
const folder = join(repositoryRoot, ".siren", "screens");

await runCommand(async (signal) => {
  const { texts } = readOptions(process.argv.slice(2), {}, { only: "" });
  const wanted = texts.only === "" ? [] : texts.only.split(",");
  const listed = [
    ...screens.filter(({ route }) => routesOf("client").includes(route)),
    ...staffScreens.filter(({ route }) => routesOf("admin").includes(route)),
  ];
  const chosen = listed.filter(
    ({ name }) => wanted.length === 0 || wanted.some((one) => name.startsWith(one)),
  );
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const day = new CafeDay();
  const rows: string[] = [];
  try {
    await day.open({ isAudited: true });
    const cafe = await openCafe(day, () => {});
    for (const screen of chosen) {
      if (signal.aborted) break;
      console.log(screen.name);
      const page = await bringUp(cafe, screen);
      rows.push(rowOf(screen.name, await pictures(page, screen)));
    }
  } finally {
    await day.close();
  }
  writeFileSync(join(folder, "index.html"), indexOf(rows));
  console.log(`${chosen.length} screens in ${folder}/index.html`);
  return signal.aborted ? 1 : 0;
});

async function pictures(page: Page, screen: ScreenState): Promise<string[]> {
  const files: string[] = [];
  const { name } = screen;
  const own = sizeOf(screen);
  for (const language of languages) {
    await speak(page, language);
    for (const [size, viewport] of Object.entries(own === tablet ? staffSizes : sizes)) {
      await page.setViewportSize(viewport);
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        await page.evaluate("scrollTo(0, 0)");
        const file = `${name}-${size}-${colorScheme}-${language}.png`;
        // What stays in its place would lie in the middle of a longer picture.
        await page.screenshot({ path: join(folder, file) });
        files.push(file);
      }
    }
  }
  await speak(page, "ko");
  await page.setViewportSize(own);
  await page.emulateMedia({ colorScheme: null });
  return files;
}

function rowOf(name: string, files: string[]): string {
  const shown = files.map(
    (file) => `<a href="${file}"><img src="${file}" alt="${file}" height="420" loading="lazy"></a>`,
  );
  return `<h2>${name}</h2><div>${shown.join("\n")}</div>`;
}

function indexOf(rows: string[]): string {
  const style =
    "body{font-family:sans-serif;margin:2rem;background:#888}div{display:flex;gap:.5rem;overflow-x:auto}";
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>${style}</style>
${rows.join("\n")}</html>`;
}
