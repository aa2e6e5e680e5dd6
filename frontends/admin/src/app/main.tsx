import "@fontsource/noto-sans-kr/400.css";
import "@fontsource/noto-sans-kr/700.css";
import "@siren/web/theme.css";
import "./page.css";
import { createConnections } from "@siren/web/connections";
import { startLanguage } from "@siren/web/i18n";
import { createQueryClient } from "@siren/web/query-client";
import { startTheme } from "@siren/web/theme";
import { createRoot } from "react-dom/client";
import { createSounds } from "../shared/sounds.ts";
import { App } from "./app.tsx";

startTheme();
startLanguage();
const sounds = createSounds(localStorage);
const services = { ...createConnections("admin"), sounds };
// Browsers let a page make a sound only after a tap, and a reloaded board has had none yet.
addEventListener("pointerdown", () => void sounds.allow(), { once: true });
addEventListener("keydown", () => void sounds.allow(), { once: true });
void services.session.start();

const page = document.getElementById("page");
if (page) createRoot(page).render(<App services={services} queryClient={createQueryClient()} />);
