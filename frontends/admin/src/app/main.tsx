import "@siren/web/theme.css";
import "./page.css";
import { createConnections } from "@siren/web/connections";
import { startLanguage } from "@siren/web/i18n";
import { keepPage } from "@siren/web/kept-page";
import { createQueryClient } from "@siren/web/query-client";
import { storage } from "@siren/web/storage";
import { startTheme } from "@siren/web/theme";
import { createRoot } from "react-dom/client";
import { forgetBoards } from "../shared/kept-boards.ts";
import { createSounds } from "../shared/sounds.ts";
import { App } from "./app.tsx";

startTheme();
startLanguage();
const sounds = createSounds(storage);
const services = { ...createConnections("admin"), sounds };
const { session } = services;
// What was on the board is for those who work here: it goes with the one who signed the tablet in.
session.state.subscribe(() => {
  const { kind } = session.state.get();
  if (kind === "nobody") forgetBoards();
});
// Browsers let a page make a sound only after a tap, and a reloaded board has had none yet.
addEventListener("pointerdown", () => void sounds.allow(), { once: true });
addEventListener("keydown", () => void sounds.allow(), { once: true });
void session.start();
keepPage(import.meta.env.BASE_URL, import.meta.env.PROD);

const page = document.getElementById("page");
if (page) createRoot(page).render(<App services={services} queryClient={createQueryClient()} />);
// The list of font pieces is long and not needed for the first paint.
void import("./fonts.ts");
