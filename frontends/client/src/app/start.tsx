import { startLanguage } from "@siren/web/i18n";
import { createQueryClient } from "@siren/web/query-client";
import { startTheme } from "@siren/web/theme";
import { startTransition } from "react";
import { createRoot } from "react-dom/client";
import { App, firstScreen } from "./app.tsx";
import { createServices } from "./services.ts";
import { WholePageFault } from "./whole-page-fault.tsx";

startLanguage();
startTheme();
const client = createQueryClient();
const parts = createServices(client);
const page = document.getElementById("page");
if (!page) throw new Error("index.html has no place for the page");
const root = createRoot(page);
// Their list is long and not needed for the first paint. But each one that comes lays out anew all that is written by
// then: they are asked for while that is little.
void import("./fonts.ts");
// What index.html shows stays until the screen that was asked for is there: in between there would be a third thing.
// Not awaited here: the screen's file takes things from this one, which is not done before its last line.
const path = location.pathname.slice(import.meta.env.BASE_URL.length);
void firstScreen(path, client, parts.services).then(() => {
  // In pieces: a page that is drawn in one go does not hear a tap meanwhile.
  startTransition(() =>
    root.render(
      <WholePageFault>
        <App client={client} parts={parts} />
      </WholePageFault>,
    ),
  );
});
