import "@siren/web/theme.css";
import "./page.css";
import { startLanguage } from "@siren/web/i18n";
import { createQueryClient } from "@siren/web/query-client";
import { startTheme } from "@siren/web/theme";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { createServices } from "./services.ts";
import { WholePageFault } from "./whole-page-fault.tsx";

startLanguage();
startTheme();
const client = createQueryClient();
const parts = createServices(client);
const page = document.getElementById("page");
if (!page) throw new Error("index.html has no place for the page");
createRoot(page).render(
  <WholePageFault>
    <App client={client} parts={parts} />
  </WholePageFault>,
);
// The list of font pieces is long and not needed for the first paint.
void import("./fonts.ts");
