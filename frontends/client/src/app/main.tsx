import "@siren/web/theme.css";
import "./page.css";
import "../features/stores/stores.css";

/**
 * One after the other, each in a task of its own: read in one go, they keep a phone's processor from all else for a tenth
 * of a second. index.html asks for all of them at once (first-look/in-the-page.tsx).
 */
async function begin(): Promise<void> {
  await import("react-dom/client");
  await import("@siren/contracts/order");
  await import("../shared/queries.ts");
  await import("./start.tsx");
}
void begin();
