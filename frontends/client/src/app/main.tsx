import "@siren/web/theme.css";
import "./page.css";
import "../features/stores/stores.css";

/**
 * One after the other: read in one go, they keep a phone's processor from all else for a tenth of a second.
 * index.html asks for both at once (first-look/in-the-page.tsx).
 */
async function begin(): Promise<void> {
  await import("../shared/queries.ts");
  await import("./start.tsx");
}
void begin();
